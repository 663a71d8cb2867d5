import { describe, expect, it } from 'vitest';
import {
  SEVERITY_OF_LEVEL,
  severityOf,
  severityText,
  syslogSeverity,
  TAILRACE_LEVEL_NAMES,
  TAILRACE_LEVELS,
} from '../src/index.ts';

describe('levels', () => {
  it('have a severity each, Winston’s, syslog’s and our own ten [E1]', () => {
    for (const level of [
      'error',
      'warn',
      'info',
      'http',
      'verbose',
      'debug',
      'silly',
      'emerg',
      'alert',
      'crit',
      'warning',
      'notice',
      ...TAILRACE_LEVEL_NAMES,
    ]) {
      expect(SEVERITY_OF_LEVEL[level]).toBeGreaterThanOrEqual(1);
    }
    expect(severityOf('WARN')).toBe(13);
    expect(severityOf('unheard of')).toBe(9);
    expect(severityOf('constructor')).toBe(9);
    expect(severityOf('__proto__')).toBe(9);
  });

  it('go from a severity to a word and back', () => {
    const words = Array.from({ length: 24 }, (_, index) => severityText(index + 1));
    expect([...new Set(words)]).toEqual(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']);
    expect(words.map((word) => severityText(severityOf(word)))).toEqual(words);
  });

  it('each have a severity of syslog, syslog’s own words theirs', () => {
    const levelsOf = (syslog: number): string =>
      Object.keys(SEVERITY_OF_LEVEL)
        .filter((level) => syslogSeverity(severityOf(level)) === syslog)
        .toSorted()
        .join(' ');
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(levelsOf)).toEqual([
      'emerg panic',
      'alert',
      'crit critical fatal',
      'err error',
      'security warn warning',
      'audit business notice',
      'data help info input prompt',
      'debug http performance silly trace verbose',
    ]);
    const ofNumbers = Array.from({ length: 24 }, (_, index) => syslogSeverity(index + 1));
    expect(ofNumbers.join('')).toBe('777777776555444433332110');
    expect([0, 25, Number.NaN, undefined, '21'].map(syslogSeverity)).toEqual([7, 0, 7, 6, 6]);
  });

  it('are ten, each with a number and a colour, and no threshold keeps SECURITY and AUDIT out [E1, A3]', () => {
    expect(TAILRACE_LEVEL_NAMES.toSorted()).toEqual([
      'audit',
      'business',
      'critical',
      'debug',
      'error',
      'info',
      'performance',
      'security',
      'trace',
      'warning',
    ]);
    expect(Object.keys(TAILRACE_LEVELS.colors).toSorted()).toEqual(TAILRACE_LEVEL_NAMES.toSorted());
    expect([TAILRACE_LEVELS.levels.security, TAILRACE_LEVELS.levels.audit]).toEqual([0, 0]);
  });
});
