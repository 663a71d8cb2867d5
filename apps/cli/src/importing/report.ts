import { type ImportCounts, noCounts } from './import-source.ts';

/** The counts of a file in a sentence that adds up. */
export function describeCounts(counts: ImportCounts, name: string): string {
  const { lines, records, imported, duplicates, rejected, formats } = counts;
  const read = records === lines ? many(lines, 'line') : `${many(lines, 'line')}, ${many(records, 'record')}`;
  const sum = `${number(imported)} imported + ${number(duplicates)} duplicates + ${number(rejected)} rejected`;
  const reasons = Object.entries(counts.reasons).map(([code, count]) => `${code} ${number(count)}`);
  const why = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
  const names = Object.keys(formats);
  return `${name}  ${read} = ${sum}${why}${names.length > 0 ? `  (${names.join(', ')})` : ''}`;
}

/** The counts of several files together. */
export function sumOf(all: readonly ImportCounts[]): ImportCounts {
  const sum = noCounts(`${all.length} files`);
  for (const counts of all) {
    sum.lines += counts.lines;
    sum.records += counts.records;
    sum.imported += counts.imported;
    sum.duplicates += counts.duplicates;
    sum.rejected += counts.rejected;
    for (const [code, count] of Object.entries(counts.reasons)) {
      sum.reasons = { ...sum.reasons, [code]: (sum.reasons[code] ?? 0) + count };
    }
  }
  return sum;
}

function many(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
