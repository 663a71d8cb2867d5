import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

const BYTES = 40_000;

export const g12: Guarantee = {
  id: 'G12',
  title: 'memory',
  file: 'g12-memory.ts',
  async check(bench) {
    await bench.away();
    const { transport, log } = bench.open({
      capacity: { bytes: BYTES, records: 300 },
      overflow: 'drop-newest',
      timeoutMillis: 200,
      endMillis: 20,
    });
    let most = 0;
    let mostRecords = 0;
    const look = (): void => {
      const { pendingBytes, pending } = transport.counts();
      most = Math.max(most, pendingBytes);
      mostRecords = Math.max(mostRecords, pending);
    };
    for (let index = 0; index < 200; index += 1) {
      log(1, { words: 'x'.repeat(1_000) });
      look();
    }
    must(most <= BYTES && most > BYTES / 2, `${most} bytes were held, and ${BYTES} may be.`);
    await bench.oracle.become('up');
    await bench.flushed(transport);
    log(1_000);
    look();
    must(mostRecords <= 300, `${mostRecords} records were held, and 300 may be.`);
    await bench.flushed(transport);
    const { dropped, accepted } = transport.books();
    must((await bench.arrived()).length + (dropped.queue_full ?? 0) === accepted, 'Loss was not counted.');
    return 'bounded in bytes and records';
  },
};
