import { knownSeverity, type SeverityNumber, severityOf } from '@tailrace/core';

/** A level as records have it. */
export interface BridgeLevel {
  readonly level: string;
  readonly severity: SeverityNumber;
}

/** The one table from the words of all libraries to levels; what is not in it keeps its own word. */
export const LEVEL_OF_WORD: Readonly<Record<string, string>> = {
  // console
  log: 'info',
  dir: 'info',
  dirxml: 'info',
  table: 'info',
  group: 'info',
  groupCollapsed: 'info',
  count: 'info',
  countReset: 'info',
  time: 'info',
  timeLog: 'info',
  timeEnd: 'info',
  assert: 'error',
  // log4js
  mark: 'info',
  all: 'trace',
  off: 'fatal',
  // the process
  warning: 'warn',
  exception: 'fatal',
  rejection: 'fatal',
};

/** The same numbers in pino and bunyan; what lies between is between in severity. */
const NUMBERED: readonly (readonly [number, SeverityNumber])[] = [
  [10, 1],
  [20, 5],
  [30, 9],
  [40, 13],
  [50, 17],
  [60, 21],
];

/** log4js's numbers. */
const LOG4JS: readonly (readonly [number, SeverityNumber])[] = [
  [5000, 1],
  [10_000, 5],
  [20_000, 9],
  [30_000, 13],
  [40_000, 17],
  [50_000, 21],
];

/** The six words whose meaning no number changes. */
const PLAIN_WORDS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

const WORD_OF_NUMBER: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Answers levels for the words of a library, by the table and by what its user says otherwise. */
export class Levels {
  readonly #own: ReadonlyMap<string, BridgeLevel>;
  readonly #known = new Map<string, BridgeLevel>();

  /** @throws TailraceError `TAILRACE_UNKNOWN_LEVEL` for a level that is not in core's table. */
  constructor(own: Readonly<Record<string, string>> = {}) {
    this.#own = new Map(
      Object.entries(own).map(([word, level]) => [word.toLowerCase(), { level, severity: knownSeverity(level) }]),
    );
  }

  /** Answers the level of a word; the severity is that of `number` for words that nobody knows. */
  of(word: string, severity?: SeverityNumber): BridgeLevel {
    const key = severity === undefined ? word : `${word} ${severity}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#own.get(word.toLowerCase()) ?? byTable(word, severity);
    if (this.#known.size < MAX_REMEMBERED) this.#known.set(key, found);
    return found;
  }

  /** Answers the level of pino's and bunyan's numbers, under the name that the library gives it. */
  ofNumber(number: unknown, name?: string): BridgeLevel {
    const word = name ?? WORD_OF_NUMBER[number as number] ?? String(number);
    return this.of(word, PLAIN_WORDS.has(word) ? undefined : between(NUMBERED, number));
  }

  /** Answers the level of one of log4js's. */
  ofLog4js(name: string, value: unknown): BridgeLevel {
    const word = name.toLowerCase();
    const isKnown = PLAIN_WORDS.has(word) || Object.hasOwn(LEVEL_OF_WORD, word);
    return this.of(word, isKnown ? undefined : between(LOG4JS, value));
  }
}

/** Levels are few in any sane program. */
const MAX_REMEMBERED = 1000;

function byTable(word: string, severity: SeverityNumber | undefined): BridgeLevel {
  const level = Object.hasOwn(LEVEL_OF_WORD, word) ? (LEVEL_OF_WORD[word] as string) : word;
  return { level, severity: severity ?? severityOf(level) };
}

/** The severity of a number between those of a table. */
function between(table: readonly (readonly [number, SeverityNumber])[], number: unknown): SeverityNumber | undefined {
  if (typeof number !== 'number' || Number.isNaN(number)) return undefined;
  let [from, severity] = table[0] as readonly [number, SeverityNumber];
  if (number <= from) return severity;
  for (const [to, next] of table) {
    if (number < to) return severity + Math.floor(((number - from) / (to - from)) * (next - severity));
    [from, severity] = [to, next];
  }
  return severity;
}
