import { setTimeout as wait } from 'node:timers/promises';

/** Waits, but not longer than until the signal is aborted. */
export async function pause(millis: number, signal: AbortSignal): Promise<void> {
  await wait(millis, undefined, { signal }).catch(() => undefined);
}
