import { onExit } from '@tailrace/core/runtime';
import type { Delivery } from './delivery.ts';

/** Signals that end a process when nobody listens. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Marks our listeners, of every copy of this package, so that they do not take one another for the application's. */
const OURS = Symbol.for('tailrace.signal');

/** What is to be emptied, and what lets go before it of what it still holds back. */
const live = new Map<Delivery, () => void>();
/** What was left in vain when the process had nothing more to do: no second wait for the same. */
const waitedFor = new WeakMap<Delivery, number>();
let draining = false;

type SignalListener = ((signal: NodeJS.Signals) => void) & { [OURS]?: true };

/**
 * Sees to it that a delivery is emptied however the process ends; answers the function that takes it out again.
 *
 * `release` hands on what stands before the delivery and is held back there.
 *
 * A process that has nothing more to do waits for what is in memory, and then breaks off what is still under way: sinks
 * whose connections are unreferenced hold it up no longer than that. At `exit`, what is left is written synchronously.
 * SIGTERM and SIGINT drain first and then end the process as they would have, but only while nobody else listens.
 */
export function emptyAtExit(delivery: Delivery, release: () => void): () => void {
  const leaveExit = onExit(() => {
    release();
    delivery.exit();
  });
  if (live.size === 0) listen();
  live.set(delivery, release);
  return () => {
    leaveExit();
    if (live.delete(delivery) && live.size === 0) unlisten();
  };
}

function listen(): void {
  process.on('beforeExit', beforeExit);
  // In front: a listener of the application's that hears once is gone by the time those behind it are called.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

function unlisten(): void {
  process.off('beforeExit', beforeExit);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function beforeExit(): void {
  for (const [delivery, release] of live) {
    release();
    const { accepted } = delivery.counts();
    if (!delivery.hasUnsaved || waitedFor.get(delivery) === accepted) continue;
    waitedFor.set(delivery, accepted);
    // What hangs would keep the process alive for as long as a send may take.
    void delivery.lastChance().then(() => delivery.breakOff());
  }
}

const onSignal: SignalListener = (signal) => {
  const others = process.listeners(signal).filter((listener) => (listener as SignalListener)[OURS] !== true);
  if (others.length > 0) return;
  if (draining) {
    // Somebody is in a hurry: what has not arrived goes where it survives.
    leave(signal);
    return;
  }
  draining = true;
  const drained = [...live].map(([delivery, release]) => {
    release();
    return delivery.lastChance();
  });
  void Promise.allSettled(drained).then(() => leave(signal));
};
onSignal[OURS] = true;

/** Takes what the application logged up to this moment, and ends the process before it can log more. */
function leave(signal: NodeJS.Signals): void {
  for (const [delivery, release] of live) {
    release();
    delivery.exit();
  }
  raise(signal);
}

/** Ends the process as the signal would have, once the last copy of this package lets go. */
function raise(signal: NodeJS.Signals): void {
  unlisten();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
