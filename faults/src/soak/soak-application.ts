// An application that logs through one transport for a long time and says now and then what it holds:
// node --expose-gc soak-application.js ORDERS, as JSON.
import { imbalance } from '@tailrace/delivery';
import { readdirSync, writeSync } from 'node:fs';
import type { SoakOrders, SoakSample } from './soak-orders.ts';
import { subjectOf } from '../subjects/subjects.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as SoakOrders;
const TICK_MILLIS = 20;

const subject = await subjectOf(orders.subject);
const transport = subject.make(orders.address, {
  delivery: {
    retry: { minMillis: 10, maxMillis: 200 },
    batch: { ageMillis: 50 },
    deadLetters: { directory: orders.state },
    ...(subject.claims.keeps === 'in a spool' && { spool: { directory: orders.state } }),
  },
});

let logged = 0;
const perTick = Math.max(1, Math.round((orders.perSecond * TICK_MILLIS) / 1000));
const logging = setInterval(() => {
  for (let index = 0; index < perTick; index += 1) {
    transport.write({ level: 'info', message: `a1-${logged++}`, [Symbol.for('level')]: 'info' });
  }
}, TICK_MILLIS);

function sample(): void {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const books = transport.books();
  const said: SoakSample = {
    seconds: Math.round(process.uptime()),
    heapBytes: heapUsed + external + arrayBuffers,
    residentBytes: rss,
    descriptors: readdirSync('/proc/self/fd').length,
    logged,
    delivered: books.delivered,
    imbalance: imbalance(books),
  };
  writeSync(1, `${JSON.stringify(said)}\n`);
}
const sampling = setInterval(sample, orders.sampleMillis);

process.on('SIGTERM', () => {
  clearInterval(logging);
  clearInterval(sampling);
  void transport.flush(60_000).then(() => {
    sample();
    transport.end(() => process.exit(0));
  });
});
