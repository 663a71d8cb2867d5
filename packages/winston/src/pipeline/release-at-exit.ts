import { onExit } from '@tailrace/core/runtime';

/** What may keep infos that have to leave it before the process ends. */
export interface Releasing {
  release(): void;
}

/** Signals that end a process when nobody listens. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Marks listeners of Tailrace's own, which do not count as the application's. */
const OURS = Symbol.for('tailrace.signal');
/** What is released here may go to transports, which are emptied at exit after it. */
const BEFORE_TRANSPORTS = -10;

type SignalListener = ((signal: NodeJS.Signals) => void) & { [OURS]?: true };

/** Weak, so that a logger that nobody holds any more can go; what still has something due is held by its timer. */
const live = new Set<WeakRef<Releasing>>();
const gone = new FinalizationRegistry<WeakRef<Releasing>>((reference) => leave(reference));
let leaveExit: (() => void) | undefined;

/**
 * Sees to it that what is held is released however the process ends: when it has nothing more to do, at its exit, and at
 * a signal that would end it. Answers the function that takes it out again.
 */
export function releaseAtExit(releasing: Releasing): () => void {
  const reference = new WeakRef(releasing);
  if (live.size === 0) listen();
  live.add(reference);
  gone.register(releasing, reference, reference);
  return () => {
    gone.unregister(reference);
    leave(reference);
  };
}

function leave(reference: WeakRef<Releasing>): void {
  if (live.delete(reference) && live.size === 0) unlisten();
}

function releaseAll(): void {
  for (const reference of live) reference.deref()?.release();
}

function listen(): void {
  leaveExit = onExit(releaseAll, BEFORE_TRANSPORTS);
  process.prependListener('beforeExit', releaseAll);
  // In front of the transports' own, which begin to drain at once.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

function unlisten(): void {
  leaveExit?.();
  process.off('beforeExit', releaseAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

const onSignal: SignalListener = (signal) => {
  releaseAll();
  const others = process.listeners(signal).filter((listener) => (listener as SignalListener)[OURS] !== true);
  if (others.length > 0) return;
  for (const own of SIGNALS) process.off(own, onSignal);
  // Transports of ours that listen as well end the process when they have drained.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
};
onSignal[OURS] = true;
