import { holdBack, type LogRecord, redact } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { logging, read } from './lines.ts';

describe("a child's filter", () => {
  it('stands before that of the root, and keeps its own counts [F6]', () => {
    const order: string[] = [];
    const noting = (name: string) => (record: LogRecord) => {
      order.push(name);
      return record;
    };
    const { logger, lines } = logging({ filter: noting('root') });
    const child = logger.child({}, { filter: noting('child') });
    const grandchild = child.child({}, { filter: noting('grandchild') });
    grandchild.info('words');
    expect(order).toEqual(['grandchild', 'child', 'root']);
    logger.info('words');
    expect(child.filterCounts()?.offered).toBe(1);
    expect(logger.filterCounts()?.offered).toBe(2);
    expect(lines).toHaveLength(2);
  });

  it('leaves nothing for formats to put in past a filter of the root that redacts [F6]', () => {
    const { logger, lines } = logging({
      filter: redact(),
      format: winston.format.combine(winston.format.splat(), winston.format.json()),
    });
    const weighs = (record: LogRecord) => ({ ...record, sampleRate: 4 });
    const child = logger.child({}, { filter: weighs });
    child.info('words', { a: 1 }, { password: 'hunter2' });
    child.info('password=%s', 'hunter2');
    child.info('clean %s', 'words');
    expect(lines.join()).not.toContain('hunter2');
    expect(read(lines).map(({ level: _level, ...rest }) => rest)).toEqual([
      { message: 'words', a: 1, password: '[redacted]', sampleRate: 4 },
      { message: 'password=[redacted]', sampleRate: 4 },
      { message: 'clean words', sampleRate: 4 },
    ]);
  });

  it('goes on at the filters after it with what it held back, and lets go at the end [F6, X2]', async () => {
    const { logger, lines } = logging({ level: 'debug', filter: redact() });
    const child = logger.child({ password: 'hunter2' }, { filter: holdBack({ by: false }) });
    const grandchild = child.child({ more: true });
    grandchild.debug('held');
    expect(lines).toEqual([]);
    await new Promise((resolve) => logger.on('finish', resolve).end());
    expect(read(lines)).toEqual([{ level: 'debug', message: 'held', password: '[redacted]', more: true }]);
  });
});
