import { byLoggerName, nearestName, TailraceError } from '@tailrace/core/runtime';
import type { Levels } from '../logger/transport.ts';

/** The least level by logger name; `default` is the level of the logger itself where it has none. */
export type LevelByLogger = Readonly<Record<string, string>>;

/** Levels by logger name, as a logger asks for them. */
export interface LevelsByLogger {
  /** The level of `default`. */
  readonly byDefault: string | undefined;
  /** The level that a name has of its own; `undefined` where none of the names given matches it. */
  of(name: string | undefined): string | undefined;
}

/**
 * Compiles levels by logger name; names match by segment, as with `level()` of `@tailrace/core`.
 *
 * @throws TailraceError `TAILRACE_UNKNOWN_LEVEL` for a word that is none of the logger's levels.
 */
export function levelsByLogger(given: LevelByLogger, levels: Levels): LevelsByLogger {
  const { default: byDefault, ...named } = given;
  for (const [name, least] of Object.entries<unknown>(given)) {
    if (typeof least === 'string' && Object.hasOwn(levels, least)) continue;
    const word = String(least);
    const known = Object.keys(levels);
    const nearest = nearestName(word, known);
    const hint = nearest === undefined ? `It has ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
    throw new TailraceError(
      'TAILRACE_UNKNOWN_LEVEL',
      `createLogger: levelByLogger gives '${name}' the level '${word.slice(0, 60)}', which the logger has not. ${hint}`,
    );
  }
  return { byDefault, of: byLoggerName(named) };
}
