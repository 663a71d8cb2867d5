import type { Flow, LogRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bridgeConsole } from '../src/index.ts';
import { consoleInMemory } from './consoles.ts';
import { keeping, outline } from './records.ts';

describe('bridgeConsole [A13, B2]', () => {
  it('maps the methods to levels and keeps what they would have written', () => {
    const { console, written } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console });
    console.log('order %d of %s', 17, 'ann', { paid: true });
    console.info('i');
    console.debug('d');
    console.warn('w');
    console.error('e');
    console.dir({ a: { b: { c: {} } } }, { depth: 0 });
    console.dirxml('x', 1);
    console.table([{ a: 1 }]);
    console.assert(true, 'never');
    console.assert(false, 'no %d', 3);
    console.count('visits');
    console.count('visits');
    bridge.undo();
    expect(records.map(outline)).toEqual(
      [
        ['info', 9, 'order 17 of ann { paid: true }'],
        ['info', 9, 'i'],
        ['debug', 5, 'd'],
        ['warn', 13, 'w'],
        ['error', 17, 'e'],
        ['info', 9, '{ a: [Object] }'],
        ['info', 9, 'x 1'],
        ['info', 9, '┌─────────┬───┐\n│ (index) │ a │\n├─────────┼───┤\n│ 0       │ 1 │\n└─────────┴───┘'],
        ['error', 17, 'Assertion failed: no 3'],
        ['info', 9, 'visits: 1'],
        ['info', 9, 'visits: 2'],
      ].map(([level, severity, message]) => ({ level, severity, logger: 'console', message })),
    );
    expect(written).toEqual([]);
    expect(bridge.counts()).toEqual({ offered: 11, handed: 11, failed: 0, dropped: {} });
  });

  it('keeps counters, timers and indentation with the console, before, during and after', () => {
    const { console, text } = consoleInMemory();
    const { target, records } = keeping();
    console.group('outer');
    console.count();
    console.time('work');
    const bridge = bridgeConsole(target, { console });
    console.log('in\ntwo lines');
    console.group('inner');
    console.count();
    console.warn('deep');
    console.groupEnd();
    console.count('twice');
    console.countReset('twice');
    console.count('twice');
    console.timeLog('work', { done: 1 });
    bridge.undo();
    console.count();
    console.groupEnd();
    console.log('out');
    expect(records.map(({ message }) => message.replace(/[\d.]+ms/, '1ms'))).toEqual([
      '  in\n  two lines',
      '  inner',
      '    default: 2',
      '    deep',
      '  twice: 1',
      '  twice: 1',
      '  work: 1ms { done: 1 }',
    ]);
    expect(text()).toBe('outer\n  default: 1\n  default: 3\nout\n');
  });

  it('keeps the first error with its stack and its causes', () => {
    const { console } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console });
    const error = new TypeError('outer', { cause: new Error('inner') });
    console.error('failed:', error, new Error('second'));
    bridge.undo();
    expect(records[0]?.error).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      stack: error.stack,
      cause: { name: 'Error', message: 'inner' },
    });
  });

  it('makes a trace that begins where it was called', () => {
    const { console } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console });
    console.trace('here %d', 1);
    bridge.undo();
    const [record] = records;
    expect(record).toMatchObject({ level: 'trace', severity: 1 });
    const [head, first] = (record?.message ?? '').split('\n');
    expect(head).toBe('Trace: here 1');
    expect(first).toContain('console.test.ts');
  });

  it('says where a record was written, if asked', () => {
    const { console } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console, source: true });
    function shop(): void {
      console.warn('from here');
      console.table([1]);
    }
    shop();
    bridge.undo();
    for (const { source } of records) {
      expect(source).toMatchObject({ module: expect.stringContaining('console.test.ts'), function: 'shop' });
      expect(source?.line).toBeGreaterThan(1);
    }
    expect(records).toHaveLength(2);
  });

  it('writes as before where it passes through, stream by stream', () => {
    const plain = consoleInMemory();
    const bridged = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console: bridged.console, passThrough: true });
    for (const { console } of [plain, bridged]) {
      console.log('a %s', 'b');
      console.error('c');
      console.group('g');
      console.count();
      console.table(['t']);
      console.assert(0);
      console.dir({ d: 1 });
      console.groupEnd();
      console.warn('end');
    }
    bridge.undo();
    expect(bridged.written).toEqual(plain.written);
    expect(records.map(({ message }) => `${message}\n`).join('')).toBe(plain.text());
  });

  it('takes levels of the user’s own, a name, a service and attributes', () => {
    const { console } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, {
      console,
      levels: { log: 'debug', table: 'notice' },
      logger: 'stdout',
      service: 'shop',
      attributes: { region: 'eu' },
    });
    console.log('x');
    console.table(1);
    bridge.undo();
    expect(records).toMatchObject([
      { level: 'debug', severity: 5, logger: 'stdout', service: 'shop', attributes: { region: 'eu' } },
      { level: 'notice', severity: 11, message: '1' },
    ]);
  });

  it('turns the console down by its name, and counts what that drops [B4]', () => {
    const { console, written } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console, levelByLogger: { default: 'trace', console: 'warn' } });
    console.log('noise');
    console.error('news');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['news']);
    expect(written).toEqual([]);
    expect(bridge.counts()).toEqual({ offered: 2, handed: 1, failed: 0, dropped: { below_level: 1 } });
  });

  it('formats nothing of what is turned down', () => {
    const { console } = consoleInMemory();
    const { target } = keeping();
    const bridge = bridgeConsole(target, { console, levelByLogger: 'error' });
    let isRead = false;
    console.log({
      get [Symbol.toStringTag]() {
        isRead = true;
        return 'x';
      },
    });
    bridge.undo();
    expect(isRead).toBe(false);
  });

  it('lets filters have their say, and those that hold as well', () => {
    const { console } = consoleInMemory();
    const { target, records } = keeping();
    const held: string[] = [];
    const bridge = bridgeConsole(target, {
      console,
      filter: [
        (record: LogRecord) => (record.message === 'no' ? undefined : record),
        {
          name: 'late',
          apply(record: LogRecord, flow: Flow) {
            held.push(record.message);
            flow.hold(record);
            return undefined;
          },
          wake(flow: Flow) {
            for (const message of held.splice(0)) {
              flow.pass({ id: 'i', timestamp: 0, level: 'info', severity: 9, message: `late ${message}` });
            }
          },
        },
      ],
    });
    console.log('no');
    console.log('yes');
    expect(records).toEqual([]);
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['late yes']);
    expect(bridge.counts().dropped).toEqual({ filtered: 1 });
  });

  it('gives an earlier bridge what a later one passes through, groups and counters included', () => {
    const plain = consoleInMemory();
    const bridged = consoleInMemory();
    const kept = [keeping(), keeping()] as const;
    const earlier = bridgeConsole(kept[0].target, { console: bridged.console, passThrough: true });
    const later = bridgeConsole(kept[1].target, { console: bridged.console, passThrough: true });
    for (const { console } of [plain, bridged]) {
      console.group('g');
      console.log('in');
      console.count();
      console.table([1]);
      console.groupEnd();
    }
    later.undo();
    earlier.undo();
    expect(bridged.written).toEqual(plain.written);
    for (const { records } of kept) {
      expect(records.map(({ message }) => `${message}\n`)).toEqual(plain.written.map(({ text }) => text));
    }
  });

  it('throws what the console itself throws, and nothing else', () => {
    const { console } = consoleInMemory();
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console });
    expect(() => console.count(Symbol('s') as unknown as string)).toThrow(TypeError);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    console.log(proxy);
    console.log('goes on');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['<Revoked Proxy>', 'goes on']);
  });

  it('also bridges a console without streams, by its arguments', () => {
    const lines: unknown[][] = [];
    const own = {
      log: (...given: unknown[]) => void lines.push(given),
      count: (...given: unknown[]) => void lines.push(given),
    } as unknown as Console;
    const { target, records } = keeping();
    const bridge = bridgeConsole(target, { console: own });
    own.log('a', 1);
    own.count('b');
    bridge.undo();
    own.log('after');
    expect(records.map(({ message }) => message)).toEqual(['a 1', 'b']);
    expect(lines).toEqual([['b'], ['after']]);
  });
});
