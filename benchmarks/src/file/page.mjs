// The page of lines in a file.
import { machine, median, writeResult } from '../report.mjs';

/** Writes the page. */
export async function report({ results, lost, packed, names, count, runs, titles, perTurn, burst }) {
  const ratio = (name, to) => median(results[name].map(({ perSecond }, run) => perSecond / results[to][run].perSecond));
  // On a busy machine, the time that the processor spent says more than the clock.
  const cpuRatio = (name, to) =>
    median(results[name].map(({ cpuMicros }, run) => results[to][run].cpuMicros / cpuMicros));
  const target = (words, to, reach) =>
    `| ${words} | ${ratio('tailrace', to).toFixed(2)} | ${cpuRatio('tailrace', to).toFixed(2)} | ${reach} |`;
  const rows = names.map((name) => {
    const perSecond = Math.round(median(results[name].map((result) => result.perSecond))).toLocaleString('en');
    const cpu = median(results[name].map(({ cpuMicros }) => cpuMicros)).toFixed(1);
    const missing = Math.max(...results[name].map(({ written }) => count - written));
    return `| ${titles[name][0]} | ${perSecond} | ${ratio(name, 'reference').toFixed(2)} | ${cpu} | ${missing} | ${lost[name].toLocaleString('en')} | ${Math.round(median(results[name].map(({ bytes }) => bytes)))} |`;
  });
  const savings = packed.map(
    ([method, { saved, megabytesPerSecond, delayP99, files }]) =>
      `| ${method} | ${(saved * 100).toFixed(1)} % | ${Math.round(megabytesPerSecond)} MiB/s | ${delayP99.toFixed(1)} ms | ${files} |`,
  );
  await writeResult(
    'file',
    `# Lines in a file

${machine()}

Stock Winston 3.19, one process, ${count.toLocaleString('en')} lines with level, time, message and five fields (one nested), ${perTurn} to a turn
of the event loop, until the last line can be read in the file. Medians of ${runs} interleaved runs; ratios run by run. *lost at
exit*: \`process.exit()\` right after a burst of ${burst.toLocaleString('en')} lines in one turn. *bytes/line*: all are
given the same; \`jsonFormat()\` adds an id, the severity, the host and the process, pino the host and the process.

| writer | lines/s | ratio | CPU µs/line | missing after 30 s | lost at exit | bytes/line |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

| FileTransport with \`jsonFormat()\` against | lines/s | lines per CPU second | to reach |
| --- | --- | --- | --- |
${target('stringify + 64 KiB writes', 'reference', '0.5')}
${target('winston File', 'winstonFile', '3.5')}
${target('pino, worker', 'pinoWorker', '1.0')}

Finished files of 10 MiB with lines of the benchmarks' generator (ids, traces and all), compressed in the background:

| compression | saved | speed | event loop delay, p99 | files |
| --- | --- | --- | --- | --- |
${savings.join('\n')}
`,
  );
}
