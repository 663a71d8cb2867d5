import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

export const g07: Guarantee = {
  id: 'G7',
  title: 'a record that is too large',
  file: 'g07-too-large.ts',
  async check(bench) {
    const { transport, log } = bench.open({ capacity: { bytes: 50_000 } });
    log(3);
    log(1, { words: 'x'.repeat(100_000) });
    log(3);
    await bench.flushed(transport);
    const expected = bench.messages(0, 7).filter((_, index) => index !== 3);
    const arrived = await bench.arrived();
    const whole = arrived.includes(bench.message(3));
    must(
      expected.every((message) => arrived.includes(message)),
      `Arrived: ${arrived.join(' ')}`,
    );
    const { dropped } = transport.books();
    if (!whole) {
      must(JSON.stringify(dropped) === '{"dead_lettered":1}', `Dropped: ${JSON.stringify(dropped)}`);
      must(bench.deadLetters().includes(bench.message(3)), 'The record is not among the dead letters.');
    }
    const alone = whole ? 'written at once' : 'alone to the dead letters';
    if (!bench.can('too-large')) return alone;
    await bench.oracle.become('too-large');
    log(8);
    await bench.flushed(transport);
    const all = await bench.arrived();
    must(
      bench.messages(7, 15).every((message) => all.includes(message)),
      'A batch that was too large cost records.',
    );
    return `${alone}; batches are halved`;
  },
};
