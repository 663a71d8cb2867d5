// Somebody who sends records all the time.
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MILLIS = 100;
const ROUTES = ['/v1/orders', '/v1/cart', '/v1/search', '/v1/payments'];

/** Begins to send; `end` answers what was acknowledged, and how long that took. */
export function sender(url, perSecond) {
  const run = `run-${process.pid}-${Date.now()}`;
  const times = [];
  let records = 0;
  const over = new AbortController();
  const going = (async () => {
    const began = performance.now();
    while (!over.signal.aborted) {
      const due = Math.floor(((performance.now() - began) / 1_000) * perSecond) - records;
      const body = Array.from({ length: due }, (_, at) => recordOf(records + at, run)).join('\n');
      const start = performance.now();
      if (due > 0) {
        const headers = { 'content-type': 'application/x-ndjson' };
        const answer = await fetch(`${url}/v1/records`, { method: 'POST', headers, body });
        if (answer.status !== 200) throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
        times.push(performance.now() - start);
        records += due;
      }
      await pause(Math.max(0, EVERY_MILLIS - (performance.now() - start)));
    }
  })();
  // Told at the end, when it is waited for.
  going.catch(() => {});
  return {
    async end() {
      over.abort();
      await going;
      times.sort((a, b) => a - b);
      return { run, records, p50: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] };
    },
  };
}

function recordOf(at, run) {
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level: at % 50 === 0 ? 'error' : 'info',
    service: 'live',
    message: `request ${at} served`,
    attributes: { run, path: ROUTES[at % ROUTES.length], duration_ms: at % 250 },
  });
}
