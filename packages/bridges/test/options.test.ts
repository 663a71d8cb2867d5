import { Diagnostics, type DiagnosticsEvent, TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import {
  bridgeAll,
  bridgeBunyan,
  bridgeConsole,
  bridgeDebug,
  bridgeLog4js,
  bridgePino,
  bridgeUncaught,
  bridgeWarnings,
  bunyanStream,
  log4jsAppender,
  pinoDestination,
} from '../src/index.ts';
import { Levels } from '../src/levels.ts';
import { consoleInMemory } from './consoles.ts';

/** The code of what a function throws. */
function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof TailraceError ? error.code : String(error);
  }
}

const take = () => {};

describe('bad configuration', () => {
  it.each([
    ['bridgeAll', () => bridgeAll(take, { consoles: true } as never)],
    ['bridgeConsole', () => bridgeConsole(take, { passThru: true } as never)],
    ['bridgePino', () => bridgePino({} as never, take, { passThru: true } as never)],
    ['bridgeBunyan', () => bridgeBunyan({} as never, take, { passThru: true } as never)],
    ['bridgeDebug', () => bridgeDebug({} as never, take, { passThru: true } as never)],
    ['bridgeLog4js', () => bridgeLog4js({} as never, take, { passThru: true } as never)],
    ['bridgeWarnings', () => bridgeWarnings(take, { passThru: true } as never)],
    ['bridgeUncaught', () => bridgeUncaught(take, { flush: true } as never)],
    ['pinoDestination', () => pinoDestination(take, { passThru: true } as never)],
    ['bunyanStream', () => bunyanStream(take, { passThru: true } as never)],
    ['log4jsAppender', () => log4jsAppender(take, { passThru: true } as never)],
  ])('%s names an option that it does not have', (_name, work) => {
    expect(codeOf(work)).toBe('TAILRACE_UNKNOWN_OPTION');
  });

  it.each([
    ['pino', () => bridgePino({} as never, take)],
    ['pino', () => bridgePino(undefined as never, take)],
    ['bunyan', () => bridgeBunyan({} as never, take)],
    ['bunyan', () => bridgeBunyan(null as never, take)],
    ['debug', () => bridgeDebug((() => {}) as never, take)],
    ['log4js', () => bridgeLog4js({} as never, take)],
    ['a console', () => bridgeConsole(take, { console: {} as never })],
    ['a target', () => bridgeConsole({} as never)],
    ['a target', () => bridgeConsole(undefined as never)],
    ['a filter', () => bridgeConsole(take, { filter: 'x' as never })],
  ])('what is no %s is told so', (_name, work) => {
    expect(codeOf(work)).toBe('TAILRACE_BAD_OPTION');
  });

  it('levels have to be known', () => {
    expect(codeOf(() => bridgeConsole(take, { levelByLogger: { default: 'loud' } }))).toBe('TAILRACE_UNKNOWN_LEVEL');
    expect(codeOf(() => bridgeConsole(take, { levels: { log: 'loud' } }))).toBe('TAILRACE_UNKNOWN_LEVEL');
  });

  it('nothing is changed by what throws', () => {
    const { console } = consoleInMemory();
    const before = Object.getOwnPropertyDescriptors(console);
    codeOf(() => bridgeConsole(take, { console, levels: { log: 'loud' } }));
    expect(Object.getOwnPropertyDescriptors(console)).toEqual(before);
  });
});

describe('a target that fails', () => {
  it.each([
    [
      'throws',
      {
        record: () => {
          throw new Error('no');
        },
      },
    ],
    ['says so', { record: () => ({ status: 'failed' }) }],
  ])('and %s: the original output has the line, the diagnostics the reason', (_how, target) => {
    const { console, text } = consoleInMemory();
    const events: DiagnosticsEvent[] = [];
    const diagnostics = new Diagnostics();
    diagnostics.subscribe((event) => void events.push(event));
    const bridge = bridgeConsole(target, { console, diagnostics });
    console.log('kept');
    bridge.undo();
    expect(text()).toBe('kept\n');
    expect(events).toMatchObject([{ name: 'bridge.failed', source: 'console', records: 1 }]);
    expect(bridge.counts()).toEqual({ offered: 1, handed: 0, failed: 1, dropped: {} });
  });

  it('and says so later: it is counted, and harms nobody', async () => {
    const { console } = consoleInMemory();
    const diagnostics = new Diagnostics();
    const heard = new Promise((resolve) => void diagnostics.subscribe(resolve));
    const bridge = bridgeConsole(() => Promise.reject(new Error('later')), { console, diagnostics });
    console.log('x');
    await heard;
    bridge.undo();
    expect(bridge.counts()).toEqual({ offered: 1, handed: 0, failed: 1, dropped: {} });
  });
});

describe('the table of levels', () => {
  it('puts numbers between those of the table in between', () => {
    const levels = new Levels();
    const found = [0, 10, 15, 20, 30, 35, 40, 50, 55, 60, 99, Number.NaN].map(
      (number) => levels.ofNumber(number).severity,
    );
    expect(found).toEqual([1, 1, 3, 5, 9, 11, 13, 17, 19, 21, 21, 9]);
  });

  it('keeps words that it does not know', () => {
    expect(new Levels().of('shout')).toEqual({ level: 'shout', severity: 9 });
    expect(new Levels().ofLog4js('SHOUT', 45_000)).toEqual({ level: 'shout', severity: 19 });
    expect(new Levels({ SHOUT: 'error' }).ofLog4js('shout', 1)).toEqual({ level: 'error', severity: 17 });
  });
});
