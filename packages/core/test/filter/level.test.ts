import { describe, expect, it } from 'vitest';
import { level } from '../../src/index.ts';
import { kept, record } from './records.ts';

const passes = (filter: ReturnType<typeof level>, part: Parameters<typeof record>[0]): boolean =>
  kept(filter, [record(part)]).length === 1;

describe('level', () => {
  it('keeps a level and above', () => {
    const filter = level('warn');
    expect(passes(filter, { level: 'info' })).toBe(false);
    expect(passes(filter, { level: 'WARNING' })).toBe(true);
    expect(passes(filter, { level: 'fatal' })).toBe(true);
  });

  it('turns loggers down by name, by segment and not by letters [B4]', () => {
    const filter = level({ default: 'info', ai: 'error', 'ai.chat': 'debug', 'db.*': 'warn' });
    expect(passes(filter, { logger: 'ai', level: 'warn' })).toBe(false);
    expect(passes(filter, { logger: 'ai.other', level: 'warn' })).toBe(false);
    expect(passes(filter, { logger: 'ai.chat', level: 'debug' })).toBe(true);
    expect(passes(filter, { logger: 'ai.chat.stream', level: 'debug' })).toBe(true);
    expect(passes(filter, { logger: 'email', level: 'info' })).toBe(true);
    expect(passes(filter, { logger: 'aide', level: 'info' })).toBe(true);
    expect(passes(filter, { logger: 'db', level: 'info' })).toBe(true);
    expect(passes(filter, { logger: 'db.pool', level: 'info' })).toBe(false);
    expect(passes(filter, { level: 'debug' })).toBe(false);
  });

  it('lets everything pass that nothing names, where there is no default', () => {
    expect(passes(level({ db: 'warn' }), { logger: 'http', level: 'silly' })).toBe(true);
  });

  it('leaves SECURITY and AUDIT alone, unless told otherwise [A3]', () => {
    for (const word of ['audit', 'SECURITY', 'Audit']) {
      expect(passes(level('fatal'), { level: word })).toBe(true);
      expect(passes(level('fatal', { spareAudits: false }), { level: word })).toBe(false);
    }
    expect(passes(level('fatal'), { kind: 'audit', level: 'info' })).toBe(true);
    expect(passes(level('fatal'), { level: 'debug' })).toBe(false);
  });

  it('throws for levels that nobody knows, and names the nearest', () => {
    expect(() => level('wran')).toThrow(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_LEVEL', message: expect.stringContaining("'warn'") }),
    );
    expect(() => level({ default: 'loud' })).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_LEVEL' }));
    expect(() => level('constructor')).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_LEVEL' }));
    expect(() => level(3 as unknown as string)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });

  it('answers the same beyond the number of logger names that it remembers', () => {
    const filter = level({ default: 'info', noisy: 'error' });
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 3000; index += 1) {
        expect(passes(filter, { logger: `noisy.${index}`, level: 'info' })).toBe(false);
        expect(passes(filter, { logger: `quiet.${index}`, level: 'info' })).toBe(true);
      }
    }
  });
});
