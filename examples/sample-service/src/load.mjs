// Real requests against the service, a few at a time.
import { formatTraceparent, newTrace } from '@tailrace/core';

/** Every tenth request is slow, every twelfth fails. */
function pathOf(n) {
  if (n % 12 === 7) return `/checkout?n=${n}`;
  return n % 10 === 3 ? '/report' : `/orders?n=${n}`;
}

/** Sends requests until `requests` are done or the signal is aborted; answers how many were answered. */
export async function sendRequests(url, { requests, perSecond, parallel, signal }) {
  let next = 0;
  let answered = 0;
  const pause = perSecond === undefined ? 0 : (1_000 * parallel) / perSecond;
  const worker = async () => {
    for (let stopped = false; next < requests && !stopped; stopped = signal?.aborted === true) {
      const path = pathOf(next);
      next += 1;
      const response = await fetch(`${url}${path}`, { headers: { traceparent: formatTraceparent(newTrace()) } });
      await response.arrayBuffer();
      answered += 1;
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return answered;
}
