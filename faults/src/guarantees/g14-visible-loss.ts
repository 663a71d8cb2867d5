import { reportToStderr } from '@tailrace/core';
import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

const ROOM = 5;
const LOGGED = 20;

export const g14: Guarantee = {
  id: 'G14',
  title: 'loss is',
  file: 'g14-visible-loss.ts',
  async check(bench) {
    const printed: string[] = [];
    const streams = [process.stdout, process.stderr] as const;
    const own = streams.map((stream) => stream.write.bind(stream));
    const { transport, log, events, diagnostics } = bench.open({
      capacity: { records: ROOM },
      overflow: 'drop-newest',
    });
    const lines: string[] = [];
    // What TAILRACE_DIAGNOSTICS=stderr switches on for the whole process, for this transport alone.
    const leave = reportToStderr(diagnostics, { write: (line) => lines.push(line) });
    let warned = 0;
    let failed = 0;
    transport.on('warn', () => (warned += 1));
    transport.on('error', () => (failed += 1));
    for (const stream of streams) stream.write = (chunk: string | Uint8Array) => printed.push(String(chunk)) > 0;
    try {
      log(LOGGED);
      must(transport.books().dropped.queue_full === LOGGED - ROOM, JSON.stringify(transport.books()));
      await bench.end(transport);
    } finally {
      streams.forEach((stream, index) => {
        stream.write = own[index] as typeof stream.write;
      });
      leave();
    }
    const told = events.filter(({ name }) => name === 'record.dropped');
    const sum = told.reduce((records, event) => records + (event.records ?? 0), 0);
    must(sum === LOGGED - ROOM, `Events tell of ${sum} lost records.`);
    must(warned > 0 && failed === 0, `${warned} warnings, ${failed} errors.`);
    must(lines.length === 1 && lines[0]?.includes('record.dropped') === true, `Lines: ${lines.join('')}`);
    must(printed.length === 0, `Printed although nobody asked: ${printed.join('')}`);
    return 'a count, an event, a line on request';
  },
};
