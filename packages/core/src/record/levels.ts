/**
 * Tailrace's ten levels [E1] in the form that Winston's `createLogger({ levels })` and `addColors` take; each is a
 * method of such a logger.
 *
 * SECURITY and AUDIT stand first, with the number 0: no threshold keeps them out. PERFORMANCE and BUSINESS stand
 * beside INFO.
 *
 * @example
 * const logger = winston.createLogger({ levels: TAILRACE_LEVELS.levels, level: 'info' });
 * winston.addColors(TAILRACE_LEVELS.colors);
 * logger.security('three failed logins', { user });
 */
export const TAILRACE_LEVELS = {
  levels: {
    security: 0,
    audit: 0,
    critical: 1,
    error: 2,
    warning: 3,
    business: 4,
    info: 4,
    performance: 4,
    debug: 5,
    trace: 6,
  },
  colors: {
    security: 'bold magenta',
    audit: 'magenta',
    critical: 'bold red',
    error: 'red',
    warning: 'yellow',
    business: 'cyan',
    info: 'green',
    performance: 'blue',
    debug: 'gray',
    trace: 'dim gray',
  },
} as const;

/** The name of one of the ten levels, which is also the name of its method. */
export type TailraceLevel = keyof typeof TAILRACE_LEVELS.levels;

/** The ten levels' names, the most severe first. */
export const TAILRACE_LEVEL_NAMES: readonly TailraceLevel[] = Object.keys(TAILRACE_LEVELS.levels) as TailraceLevel[];
