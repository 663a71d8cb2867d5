// oxlint-disable no-console -- Winston says these there, and its users look for them there
import type { Info } from './transport.ts';

/** Says, as Winston does, that a level has no number. */
export function complainOfLevel(level: string): void {
  console.error('[winston] Unknown logger level: %s', level);
}

/** Says, as Winston does, that nobody takes what is logged. */
export function complainOfNoTransports(info: Info): void {
  console.error('[winston] Attempt to write logs with no transports, which can increase memory usage: %j', info);
}

/** Says, as Winston does, that a level cannot have its method. */
export function complainOfLevelLog(): void {
  console.warn('Level "log" not defined: conflicts with the method "log". Use a different level name.');
}
