/** Methods whose message is made here, since they do nothing but format their arguments. */
export const FORMATTING = ['log', 'info', 'debug', 'warn', 'error'] as const;

/** Methods of which a second call says the same: what they write is captured, and they are called again to write. */
export const REPEATABLE = ['dir', 'dirxml', 'table', 'assert', 'timeLog'] as const;

/** Methods that change the console: they are called once, and what they wrote is written later. */
export const CHANGING = ['count', 'countReset', 'time', 'timeEnd', 'group', 'groupCollapsed', 'groupEnd'] as const;

/** A method of the console that is bridged. */
export type ConsoleMethod =
  | (typeof FORMATTING)[number]
  | (typeof REPEATABLE)[number]
  | (typeof CHANGING)[number]
  | 'trace';
