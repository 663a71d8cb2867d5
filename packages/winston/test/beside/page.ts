import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLAINTS, type Complaint, type Verdict } from './complaints.ts';
import { INTENDED_DIFFERENCES } from './intended-differences.ts';
import { OPTIONS } from './options-besides.ts';
import type { IntendedDifference, TestName } from './scenario.ts';

const VERDICTS: Readonly<Record<Verdict, string>> = { mended: 'mended', option: 'by an option', kept: 'kept' };

/** The page about the drop-in beside Winston: what is written by hand, with the tables that are made of the code. */
export function page(): string {
  const text = readFileSync(join(__dirname, 'page.template'), 'utf8');
  return text
    .replace('{{count}}', String(INTENDED_DIFFERENCES.length))
    .replace('{{differences}}', differences())
    .replace(
      '{{options}}',
      table(
        ['option', 'default', 'what it is for'],
        OPTIONS.map(({ option, usually, use }) => [`\`${option}\``, usually, use]),
      ),
    )
    .replace('{{verdicts}}', verdicts())
    .replace('{{complaints}}', complaints());
}

function differences(): string {
  const rows = INTENDED_DIFFERENCES.map((difference) => [
    `<a id="${difference.id}"></a>${difference.id}`,
    difference.stock,
    difference.ours,
    difference.why + (difference.back === undefined ? '' : ` Back to Winston's: ${difference.back}.`),
    shown(difference),
  ]);
  return table(['difference', 'Winston', 'ours', 'why', 'shown by'], rows);
}

function shown(difference: IntendedDifference): string {
  if ('shownBy' in difference) return link(difference.shownBy);
  return link({ file: 'winston/test/beside/intended-differences.test.ts', title: `${difference.id}:` }, 'both sides');
}

function complaints(): string {
  const rows = COMPLAINTS.map((complaint) => [
    String(complaint.number),
    complaint.symptom,
    complaint.threads,
    `**${VERDICTS[complaint.verdict]}** · ${complaint.answer}`,
    complaint.shownBy.map(reference).join(' · '),
  ]);
  return table(['#', 'complaint', 'said in', 'verdict', 'shown by'], rows);
}

function reference(shownBy: Complaint['shownBy'][number]): string {
  return 'difference' in shownBy ? `[${shownBy.difference}](#${shownBy.difference})` : link(shownBy);
}

function verdicts(): string {
  const count = (verdict: Verdict) => COMPLAINTS.filter((complaint) => complaint.verdict === verdict).length;
  return `${count('mended')} are mended, ${count('option')} are mended by an option, ${count('kept')} stay as they are`;
}

function link({ file, title }: TestName, words: string = title): string {
  return `[${words.replaceAll('\\', '')}](../packages/${file})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
