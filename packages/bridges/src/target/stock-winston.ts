import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '@tailrace/core';
import type { WinstonParts, WinstonTransport } from './winston-logger.ts';

export function transportsOf({ transports }: WinstonParts): readonly WinstonTransport[] {
  if (transports === null || transports === undefined) return [];
  return Array.isArray(transports) ? (transports as readonly WinstonTransport[]) : [transports as WinstonTransport];
}

/** Whether a logger takes nothing any more. */
export function isOver({ writable, _writableState: state }: WinstonParts): boolean {
  return writable === false || state?.ending === true || state?.finished === true || state?.destroyed === true;
}

/**
 * Ends a logger of stock Winston, which cannot be flushed: once its transports have taken everything, for it would end
 * them before. Resolves when they have finished, or at the deadline.
 */
export async function endStock(logger: WinstonParts, deadlineMillis: number): Promise<void> {
  if (isOver(logger)) return;
  const streams = [logger, ...transportsOf(logger)];
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadlineMillis);
  });
  const until = systemClock.monotonic() + deadlineMillis;
  while (systemClock.monotonic() < until && streams.some(hasWaiting)) await nextTurn();
  const ends = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream._writableState?.finished === true) resolve();
        // A transport that fails must not hold up the end.
        for (const event of ['finish', 'error']) stream.once(event, resolve);
      }),
  );
  logger.end();
  await Promise.race([Promise.all(ends), deadline]);
  clearTimeout(timer);
}

/** Whether something waits in a transport, or in the streams through which Winston's File writes. */
function hasWaiting(transport: WinstonTransport): boolean {
  return [transport, transport._stream, transport._dest].some(
    (stream) => (stream?._writableState?.length ?? 0) > 0 || (stream?._readableState?.length ?? 0) > 0,
  );
}
