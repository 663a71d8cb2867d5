import { SEVERITY_OF_LEVEL, type SeverityNumber } from '@tailrace/core';

/** A level as it is kept: the word in lower case, and its severity. */
export interface Level {
  readonly level: string;
  readonly severity: SeverityNumber;
}

/** Abbreviations, and the word that each stands for. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  v: 'verbose',
  t: 'trace',
  d: 'debug',
  i: 'info',
  n: 'notice',
  w: 'warn',
  e: 'error',
  f: 'fatal',
  c: 'critical',
  a: 'alert',
  trc: 'trace',
  dbg: 'debug',
  inf: 'info',
  wrn: 'warn',
  eror: 'error',
  erro: 'error',
  ftl: 'fatal',
  crt: 'critical',
};

/** Words of other houses that core's table of levels has no need to know: java.util.logging, .NET, PostgreSQL. */
const FOREIGN: Readonly<Record<string, SeverityNumber>> = {
  finest: 1,
  finer: 3,
  fine: 5,
  config: 8,
  information: 9,
  informational: 9,
  log: 9,
  statement: 9,
  severe: 17,
  failure: 17,
  emergency: 24,
};

/** Every word that is read as a level, longest first, for regular expressions that ignore case. */
export const LEVEL_WORDS: string = [
  'trace|debug|verbose|info|notice|warning|warn|error|critical|fatal|alert|emerg|panic|crit|severe|silly',
  'finest|finer|fine|config|information|informational|emergency|security|audit|trc|dbg|inf|wrn|err|eror|ftl',
].join('|');

/** The words that are hardly ever anything but a level, for lines whose layout does not say where the level stands. */
export const PLAIN_LEVEL_WORDS =
  'trace|debug|verbose|info|notice|warning|warn|error|critical|fatal|crit|severe|emergency|panic|silly';

/** Reads a level's word in any case, or `undefined` for a word that is none. */
export function levelOf(word: string): Level | undefined {
  return KNOWN.get(word) ?? KNOWN.get(word.toLowerCase());
}

/** The level of a number on the scale of pino and bunyan (10 trace … 60 fatal). */
export function levelOfPino(value: number): Level {
  if (value < 20) return named('trace');
  if (value < 30) return named('debug');
  if (value < 40) return named('info');
  if (value < 50) return named('warn');
  if (value < 60) return named('error');
  return named('fatal');
}

const SYSLOG = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'] as const;

/** The level of a syslog severity, 0 (emergency) to 7 (debug). */
export function levelOfSyslog(severity: number): Level {
  return named(SYSLOG[severity] ?? 'info');
}

/** The level that an HTTP answer's status stands for: 5xx error, 4xx warn, otherwise info. */
export function levelOfStatus(status: number): Level {
  if (status >= 500) return named('error');
  return named(status >= 400 ? 'warn' : 'info');
}

const KNOWN: ReadonlyMap<string, Level> = new Map(
  [...Object.keys(SEVERITY_OF_LEVEL), ...Object.keys(FOREIGN), ...Object.keys(ABBREVIATIONS)].flatMap((word) => {
    const level = ABBREVIATIONS[word] ?? word;
    const entry: Level = { level, severity: SEVERITY_OF_LEVEL[level] ?? FOREIGN[level] ?? 9 };
    return [[word, entry] as const, [word.toUpperCase(), entry] as const];
  }),
);

function named(word: string): Level {
  return KNOWN.get(word) ?? { level: word, severity: 9 };
}
