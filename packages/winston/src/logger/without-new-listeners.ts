import type { EventEmitter } from 'node:events';

/** Does something, and takes away the listeners of an event that it has added. */
export function withoutNewListeners<T>(emitter: EventEmitter, event: string, action: () => T): T {
  const before = new Set(emitter.listeners(event));
  const answer = action();
  for (const listener of emitter.listeners(event)) {
    if (!before.has(listener)) emitter.removeListener(event, listener as () => void);
  }
  return answer;
}
