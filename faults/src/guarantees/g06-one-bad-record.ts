import { POISON } from '@tailrace/delivery/testing';
import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

export const g06: Guarantee = {
  id: 'G6',
  title: 'a refused record',
  file: 'g06-one-bad-record.ts',
  async check(bench) {
    const { transport, log } = bench.open();
    if (!bench.can('refuse-one')) {
      log(4);
      // Nothing that can be logged is refused: whatever its text, it is one line.
      log(1, { words: `${POISON} \ud800 \0 \n \u2028` });
      log(4);
      await bench.flushed(transport);
      const arrivals = await bench.arrivals();
      must(arrivals.join(' ') === bench.messages(0, 9).join(' '), `Arrived: ${arrivals.join(' ')}`);
      return 'none is refused';
    }
    await bench.oracle.become('refuse-one');
    log(4);
    log(1, { words: POISON });
    log(4);
    await bench.flushed(transport);
    const arrived = await bench.arrived();
    const good = bench.messages(0, 9).filter((_, index) => index !== 4);
    must(
      good.every((message) => arrived.includes(message)),
      `Arrived: ${arrived.join(' ')}`,
    );
    must(!arrived.includes(bench.message(4)), 'What the destination refuses arrived.');
    const { dropped } = transport.books();
    must(JSON.stringify(dropped) === '{"dead_lettered":1}', `Dropped: ${JSON.stringify(dropped)}`);
    must(bench.deadLetters().includes(bench.message(4)), 'The record is not among the dead letters.');
    await bench.oracle.become('unauthorized');
    log(5);
    await bench.until('access was refused', () => transport.counts().breaker !== 'closed');
    await bench.oracle.become('up');
    await bench.flushed(transport);
    const all = await bench.arrived();
    must(
      bench.messages(9, 14).every((message) => all.includes(message)),
      'Refused access cost records.',
    );
    return 'alone to the dead letters';
  },
};
