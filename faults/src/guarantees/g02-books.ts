import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

export const g02: Guarantee = {
  id: 'G2',
  title: 'accepted = delivered + pending + dropped',
  file: 'g02-books.ts',
  async check(bench) {
    const first = bench.open({ capacity: { records: 30 }, endMillis: 50 });
    first.log(20);
    await bench.flushed(first.transport);
    await bench.oracle.become('down');
    first.log(25);
    bench.balanced(first.transport);
    if (!bench.spooled) {
      await bench.oracle.become('up');
      await bench.flushed(first.transport);
      const { accepted, delivered } = first.transport.books();
      must(accepted === 45 && delivered === 45, JSON.stringify(first.transport.books()));
      must((await bench.arrivals()).length === delivered, 'What was delivered and what arrived differ.');
      return 'balanced';
    }
    await bench.end(first.transport);
    const left = first.transport.books();
    must(left.delivered + left.spooled === 45 && left.pending === 0, JSON.stringify(left));
    await bench.oracle.become('up');
    const second = bench.open();
    second.log(5);
    await bench.flushed(second.transport);
    const after = second.transport.books();
    must(after.adopted === left.spooled, `${left.spooled} were left and ${after.adopted} taken over.`);
    must(after.delivered === after.adopted + 5, JSON.stringify(after));
    must((await bench.arrived()).length === left.delivered + after.delivered, 'Delivered and arrived differ.');
    return 'balanced, across restarts';
  },
};
