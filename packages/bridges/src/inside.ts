import { AsyncLocalStorage } from 'node:async_hooks';

/** A chain of bridges, each of whose target is at work because of the one before. */
interface Inside {
  readonly bridge: object;
  readonly outer: Inside | undefined;
}

const storage = new AsyncLocalStorage<Inside>();

/**
 * Whether this runs on account of a record that a bridge handed over: in its target, or in whatever the target has set
 * going, timers and callbacks included. What is written there must not come over the same bridge again.
 */
export function isInside(bridge: object): boolean {
  for (let inside = storage.getStore(); inside !== undefined; inside = inside.outer) {
    if (inside.bridge === bridge) return true;
  }
  return false;
}

/** Runs a function on account of a bridge; see {@link isInside}. */
export function runInside<P, R>(bridge: object, work: (parameter: P) => R, parameter: P): R {
  return storage.run({ bridge, outer: storage.getStore() }, work, parameter);
}
