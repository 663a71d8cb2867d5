import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

export const g11: Guarantee = {
  id: 'G11',
  title: '`flush(deadline)`',
  file: 'g11-flush.ts',
  async check(bench) {
    await bench.away();
    const { transport, log } = bench.open({ timeoutMillis: 200 });
    log(10);
    const left = await transport.flush(30);
    must(left.delivered === 0 && left.pending === 10, JSON.stringify(left));
    await bench.oracle.become('up');
    await bench.flushed(transport);
    await bench.arrivedAll(0, 10);
    return 'answers what is left';
  },
};
