import type { EventEmitter } from 'node:events';
import { withoutNewListeners } from './without-new-listeners.ts';

/**
 * Pipes to a transport so that an error of it does not take it away. Where it does, Winston puts it back, but only for
 * the first logger that has it: any other would have lost it for good. Streams that were not added as transports are
 * left to what Node does.
 */
export function keptOnErrors<T>(destination: unknown, pipe: () => T): T {
  const { __winstonerror: heardByWinston } = destination as { readonly __winstonerror?: unknown };
  if (heardByWinston === undefined) return pipe();
  return withoutNewListeners(destination as EventEmitter, 'error', pipe);
}
