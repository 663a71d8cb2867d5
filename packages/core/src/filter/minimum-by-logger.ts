import { byLoggerName } from './by-logger-name.ts';
import { knownSeverity } from './known-severity.ts';

/** Compiles lowest levels by logger name into a function from a name to the lowest severity; 0 where nothing matches. */
export function minimumByLogger(levels: Readonly<Record<string, string>>): (logger: unknown) => number {
  const leastOf = byLoggerName(
    Object.fromEntries(Object.entries(levels).map(([name, word]) => [name, knownSeverity(word)])),
  );
  return (logger) => leastOf(logger) ?? 0;
}
