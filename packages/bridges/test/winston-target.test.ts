import { Writable } from 'node:stream';
import winston from 'winston';
import { describe, expect, it } from 'vitest';
import { recordOfInfo } from '@tailrace/core';
import { bridgeConsole } from '../src/index.ts';
import { winstonLevel } from '../src/target/winston-level.ts';
import { consoleInMemory } from './consoles.ts';

/** A Winston logger whose lines are kept. */
function loggerInMemory(options: winston.LoggerOptions = {}) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk).trimEnd());
      done();
    },
  });
  const infos: object[] = [];
  const remember = winston.format((info) => {
    infos.push(info);
    return info;
  });
  const logger = winston.createLogger({
    level: 'silly',
    format: winston.format.combine(remember(), winston.format.json()),
    transports: [new winston.transports.Stream({ stream })],
    ...options,
  });
  return { logger, infos, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('a Winston logger as the target', () => {
  it('gets level, message, logger, time and attributes as Winston’s formats know them', () => {
    const { console } = consoleInMemory();
    const { logger, parsed } = loggerInMemory({ defaultMeta: { service: 'shop' } });
    const bridge = bridgeConsole(logger, { console, attributes: { region: 'eu', level: 'own' } });
    console.warn('disk', 91);
    bridge.undo();
    expect(parsed()).toEqual([
      {
        level: 'warn',
        message: 'disk 91',
        logger: 'console',
        region: 'eu',
        attributes: { level: 'own' },
        service: 'shop',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });

  it('gets an error’s stack and causes where Winston puts them', () => {
    const { console } = consoleInMemory();
    const { logger, parsed } = loggerInMemory();
    const bridge = bridgeConsole(logger, { console });
    const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'E1' });
    console.error(error);
    bridge.undo();
    expect(parsed()).toMatchObject([
      { level: 'error', stack: error.stack, code: 'E1', cause: { name: 'TypeError', message: 'inner' } },
    ]);
  });

  it('keeps attributes whose names are taken under `attributes`', () => {
    const { console } = consoleInMemory();
    const { logger, parsed } = loggerInMemory();
    const attributes = JSON.parse(
      '{"__proto__":{"admin":true},"message":"m","stack":"s","logger":"l","free":1}',
    ) as object;
    const bridge = bridgeConsole(logger, { console, attributes: attributes as Record<string, unknown> });
    console.error(new Error('e'));
    bridge.undo();
    const [line] = parsed();
    expect(line).toMatchObject({ free: 1, logger: 'console', stack: expect.stringContaining('Error: e') });
    expect(JSON.stringify(line?.['attributes'])).toBe(
      '{"__proto__":{"admin":true},"logger":"l","message":"m","stack":"s"}',
    );
  });

  it('hands transports of Tailrace’s the record itself, with the logger’s metadata', () => {
    const { console } = consoleInMemory();
    const { logger, infos } = loggerInMemory({ defaultMeta: { service: 'shop', region: 'eu' } });
    const bridge = bridgeConsole(logger, { console, attributes: { own: 1 } });
    console.error(new Error('x'));
    bridge.undo();
    expect(recordOfInfo(infos[0] ?? {})).toMatchObject({
      level: 'error',
      severity: 17,
      service: 'shop',
      error: { name: 'Error', message: 'x' },
      attributes: { region: 'eu', own: 1 },
    });
  });

  it('reaches a child logger with the child’s metadata', () => {
    const { console } = consoleInMemory();
    const { logger, parsed } = loggerInMemory();
    const bridge = bridgeConsole(logger.child({ part: 'legacy' }), { console });
    console.log('x');
    bridge.undo();
    expect(parsed()).toMatchObject([{ message: 'x', part: 'legacy' }]);
  });

  it.each([
    ['npm', { fatal: 21, error: 17, warn: 13, info: 9, debug: 5, trace: 1, notice: 11, custom: 9 }],
    ['syslog', { fatal: 21, error: 17, warn: 13, info: 9, debug: 5, trace: 1, notice: 11, custom: 9 }],
    ['cli', { fatal: 21, error: 17, warn: 13, info: 9, debug: 5, trace: 1, notice: 11, custom: 9 }],
  ] as const)('never meets a level that the logger does not have: %s', (name, words) => {
    const { levels } = winston.config[name];
    const found = Object.entries(words).map(([level, severity]) => winstonLevel(levels, { level, severity }));
    expect(found).toEqual(
      {
        npm: ['error', 'error', 'warn', 'info', 'debug', 'silly', 'info', 'info'],
        syslog: ['crit', 'error', 'warning', 'info', 'debug', 'debug', 'notice', 'info'],
        cli: ['error', 'error', 'warn', 'info', 'debug', 'silly', 'info', 'info'],
      }[name],
    );
  });

  it('maps by rank where the logger’s words say nothing', () => {
    const levels = { foo: 0, bar: 1, baz: 2 };
    const found = [21, 17, 13, 9, 5, 1].map((severity) => winstonLevel(levels, { level: 'x', severity }));
    expect(found).toEqual(['foo', 'foo', 'bar', 'baz', 'baz', 'baz']);
  });

  it('writes to the original output what comes after its end, and counts it', async () => {
    const { console, text } = consoleInMemory();
    const { logger, parsed } = loggerInMemory();
    const bridge = bridgeConsole(logger, { console });
    console.log('in time');
    await new Promise<void>((resolve) => void logger.once('finish', resolve).end());
    console.log('too late');
    bridge.undo();
    expect(parsed()).toMatchObject([{ message: 'in time' }]);
    expect(text()).toBe('too late\n');
    expect(bridge.counts()).toEqual({ offered: 2, handed: 1, failed: 1, dropped: {} });
  });
});
