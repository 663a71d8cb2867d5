import { createRequire } from 'node:module';
import bunyan from 'bunyan';
import debug from 'debug';
import log4js from 'log4js';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { bridgeAll, type Log4jsModule } from '../src/index.ts';
import { consoleInMemory } from './consoles.ts';
import { keeping } from './records.ts';

const require = createRequire(__filename);

/** Everything that a bridge may change. */
function state(console: Console) {
  return [
    Object.getOwnPropertyDescriptors(console),
    Object.getOwnPropertyDescriptors(bunyan.prototype),
    Object.getOwnPropertyDescriptors(debug),
    ...['warning', 'uncaughtException', 'uncaughtExceptionMonitor'].map((event) => process.listeners(event as 'exit')),
  ];
}

describe('bridgeAll [A13, B2, B4]', () => {
  it('routes everything into one target, noisy libraries turned down, and undoes it', () => {
    const { console } = consoleInMemory();
    const before = state(console);
    const { target, records } = keeping();
    const logger = pino({ name: 'shop' }, { write: () => {} });
    const noisy = bunyan.createLogger({ name: 'kafkajs', streams: [] });
    noisy.addStream({ stream: { write: () => true } });
    const bridges = bridgeAll(target, {
      console: { console },
      pino: logger,
      bunyan: [noisy],
      debug,
      log4js: log4js as unknown as Log4jsModule,
      levelByLogger: { default: 'debug', kafkajs: 'error' },
    });
    expect(bridges.bridges.map(({ name }) => name)).toEqual([
      'console',
      'process.warning',
      'process.uncaught',
      'pino',
      'bunyan',
      'debug',
      'log4js',
    ]);
    console.log('a');
    logger.info('b');
    noisy.warn('noise');
    noisy.error('c');
    const d = debug('app');
    d.enabled = true;
    d('d');
    expect(bridges.counts()).toEqual({ offered: 5, handed: 4, failed: 0, dropped: { below_level: 1 } });
    bridges.undo();
    expect(state(console)).toEqual(before);
    expect(records.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('finds every copy of a library that was loaded', () => {
    const { target, records } = keeping();
    const copies = [require('debug'), require('debug-2')] as (typeof debug)[];
    const bridges = bridgeAll(target, { console: false, warnings: false, uncaught: false, debug: 'loaded' });
    for (const [index, copy] of copies.entries()) {
      const logger = copy(`copy:${index}`);
      logger.enabled = true;
      logger('x');
    }
    bridges.undo();
    expect(records.map(({ logger }) => logger)).toEqual(['copy:0', 'copy:1']);
  });

  it('undoes what it has begun where one of them fails', () => {
    const { console } = consoleInMemory();
    const before = state(console);
    expect(() => bridgeAll(() => {}, { console: { console }, pino: {} as never })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
    );
    expect(state(console)).toEqual(before);
  });
});
