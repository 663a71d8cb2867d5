// The page of the drop-in beside its peers.
import { machine, median, writeResult } from '../report.mjs';
import { LOGGERS } from './loggers.mjs';

/** What is asked for, beside stock winston, by measure and case. */
const REACH = {
  file: { message: 5, 'five fields': 5, nested: 5, child: 5 },
  stream: { message: 3, 'five fields': 2, nested: 1.7, child: 2.5 },
};

/** Writes the page. */
export async function report({ rows, footprints, runs, count, burst }) {
  const of = (measure) => rows.filter((row) => row.measure === measure);
  const [major] = process.versions.node.split('.');
  const [disabled] = of('disabled');
  const [bursts] = of('burst');
  const [paced] = of('paced');
  await writeResult(
    major === '20' ? 'winston' : `winston-node${major}`,
    `# The drop-in beside Winston and others, Node ${major}

${machine()}

\`format.combine(format.timestamp(), format.json())\`, one process for each logger and case, 20 calls to a turn of the event
loop, medians of ${runs} interleaved runs behind 50,000 lines that are not counted; ratios run by run, stock winston = 1. Loggers that are not Winston's write JSON with an
ISO time in their own way.

## ${count.toLocaleString('en')} lines in a file, until the last can be read there

${ratios(of('file'), 'perSecond')}

${reaches(of('file'), REACH.file)}

\`@tailrace/winston\` beside \`JSON.stringify\` with 64 KiB writes: ${beside(of('file'), 'reference')} (reach 1.0). Beside pino's worker:
${beside(of('file'), 'pinoWorker')} (reach 2).

Processor time for a line, µs, all threads:

${absolutes(of('file'), 'cpuMicros', 1)}

## Calls into a stream that takes everything at once

${ratios(of('stream'), 'perSecond')}

${reaches(of('stream'), REACH.stream)}

The first 10,000 lines of a process, while they are being compiled, µs a line:

${absolutes(of('stream'), 'coldMicros', 1)}

## A level that nobody wants

| logger | ns a call | beside winston |
| --- | --- | --- |
${disabled.names.map((name) => `| ${LOGGERS[name].title} | ${median(disabled.results[name].map(({ nanos }) => nanos)).toFixed(0)} | ${median(disabled.results[name].map(({ nanos }, run) => disabled.results.winston[run].nanos / nanos)).toFixed(0)} × |`).join('\n')}

Reach: 60 ×.

## ${burst.toLocaleString('en')} lines in one turn

| logger | heap alive at its end, MB | peak RSS, MB |
| --- | --- | --- |
${bursts.names.map((name) => `| ${LOGGERS[name].title} | ${median(bursts.results[name].map(({ heapMegabytes }) => heapMegabytes)).toFixed(0)} | ${median(bursts.results[name].map(({ rssMegabytes }) => rssMegabytes)).toFixed(0)} |`).join('\n')}

Reach: ≤ 40 MB of heap.

## 20,000 lines/s of five fields, for 3 s

| logger | call p99, µs | main thread a record, µs | event loop delay p99, ms |
| --- | --- | --- | --- |
${paced.names.map((name) => `| ${LOGGERS[name].title} | ${['callP99Micros', 'loopMicros', 'loopP99Millis'].map((field) => median(paced.results[name].map((result) => result[field])).toFixed(1)).join(' | ')} |`).join('\n')}

Reach: below pino's worker.

## Import and size

| package | import, ms | installed, MB | packages |
| --- | --- | --- | --- |
${footprints.map(({ name, millis, bytes, packages }) => `| ${name} | ${millis.toFixed(0)} | ${(bytes / 1e6).toFixed(1)} | ${packages} |`).join('\n')}

Reach: ≤ 1.3 × winston's.
`,
  );
}

function ratio({ results }, name, field) {
  return median(results[name].map((result, run) => result[field] / results.winston[run][field]));
}

function ratios(rows, field) {
  const { names } = rows[0];
  return table(
    rows,
    names.map((name) => [
      LOGGERS[name].title,
      ...rows.map((row) => `${ratio(row, name, field).toFixed(2)} (${thousands(row.results[name], field)})`),
    ]),
    '(thousands a second)',
  );
}

function absolutes(rows, field, digits) {
  return table(
    rows,
    rows[0].names.map((name) => [
      LOGGERS[name].title,
      ...rows.map(({ results }) => median(results[name].map((result) => result[field])).toFixed(digits)),
    ]),
    '',
  );
}

function table(rows, lines, words) {
  return [
    `| logger ${words} | ${rows.map(({ caseName }) => caseName).join(' | ')} |`,
    `| --- |${' --- |'.repeat(rows.length)}`,
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function reaches(rows, reach) {
  const each = rows.map(
    (row) => `${row.caseName} ${ratio(row, 'tailrace', 'perSecond').toFixed(2)} (${reach[row.caseName]})`,
  );
  return `\`@tailrace/winston\` (reach): ${each.join(' · ')}.`;
}

/** Ours beside another logger in the same run, case by case. */
function beside(rows, name) {
  return rows
    .map(({ caseName, results }) => {
      const each = results.tailrace.map(({ perSecond }, run) => perSecond / results[name][run].perSecond);
      return `${caseName} ${median(each).toFixed(2)}`;
    })
    .join(' · ');
}

function thousands(results, field) {
  return Math.round(median(results.map((result) => result[field])) / 1_000).toString();
}
