import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogRecord } from '@tailrace/core';
import { pino } from 'pino';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { describe, expect, it } from 'vitest';
import { bridgeConsole, bridgePino, bridgeWarnings } from '../src/index.ts';
import { consoleInMemory } from './consoles.ts';
import { keeping } from './records.ts';

/** Rounds after which a loop is one. */
const ENOUGH = 50;

describe('a target that writes to what is bridged', () => {
  it('does not feed itself, neither at once nor later', async () => {
    const { console, text } = consoleInMemory();
    const seen: string[] = [];
    let end = (): void => {};
    const isDone = new Promise<void>((resolve) => {
      end = resolve;
    });
    const bridge = bridgeConsole(
      async ({ message }) => {
        // Were it to feed itself, it would do so without end.
        if (seen.push(message) > ENOUGH) return;
        console.log(`at once ${message}`);
        await nextTurn();
        console.log(`later ${message}`);
        setTimeout(() => {
          console.log(`by a timer ${message}`);
          end();
        }, 1);
      },
      { console },
    );
    console.log('x');
    await isDone;
    bridge.undo();
    expect(seen).toEqual(['x']);
    expect(text()).toBe('at once x\nlater x\nby a timer x\n');
    expect(bridge.counts()).toEqual({ offered: 1, handed: 1, failed: 0, dropped: {} });
  });

  it('keeps the indentation right that it changes', () => {
    const { console } = consoleInMemory();
    const messages: string[] = [];
    const bridge = bridgeConsole(
      ({ message }) => {
        messages.push(message);
        console.group();
      },
      { console },
    );
    console.log('a');
    console.log('b');
    bridge.undo();
    expect(messages).toEqual(['a', '  b']);
  });

  it('may write to another library that is bridged elsewhere', () => {
    const { console, text } = consoleInMemory();
    const { target, records } = keeping();
    const lines: string[] = [];
    const logger = pino({ base: null }, { write: (line: string) => void lines.push(line) });
    const toPino = bridgeConsole(({ message }) => logger.info(`relayed ${message}`), { console });
    const fromPino = bridgePino(logger, (record: LogRecord) => {
      target(record);
      console.log('must not come again');
    });
    console.log('x');
    toPino.undo();
    fromPino.undo();
    expect(records.map(({ message }) => message)).toEqual(['relayed x']);
    expect(text()).toBe('must not come again\n');
    expect(lines).toEqual([]);
  });

  it('is not told of the warnings it causes', async () => {
    const seen: string[] = [];
    const bridge = bridgeWarnings(({ message }) => {
      if (seen.push(message) > ENOUGH) return;
      process.emitWarning('caused by the target');
    });
    const { listener, heard } = warningsUntil('caused by the target');
    process.emitWarning('the first');
    await heard;
    process.removeListener('warning', listener);
    bridge.undo();
    expect(seen).toEqual(['Warning: the first']);
  });
});

/** Resolves once a warning of that text was heard by everybody. */
function warningsUntil(text: string) {
  let listener = (_warning: Error): void => {};
  const heard = new Promise<void>((resolve) => {
    listener = ({ message }) => {
      if (message === text) resolve();
    };
  });
  process.on('warning', listener);
  return { listener, heard };
}

/** Prints to a console when it is given an info, and takes its time. */
class PrintingTransport extends TransportStream {
  printed = 0;
  readonly #console: Console;

  constructor(console: Console) {
    super();
    this.#console = console;
  }

  override log(info: { message: string }, callback: () => void): void {
    this.printed += 1;
    if (this.printed < 10 * ENOUGH) this.#console.log(`printed ${info.message}`);
    setImmediate(callback);
  }
}

describe('a Winston logger that prints to the console that is bridged', () => {
  it('does not feed itself, whose line ever it prints and however many wait', async () => {
    const { console, text } = consoleInMemory();
    const { target: keep, records } = keeping();
    const transport = new PrintingTransport(console);
    const logger = winston.createLogger({ transports: [transport] });
    const bridge = bridgeConsole(logger, {
      console,
      filter: (record) => {
        keep(record);
        return record;
      },
    });
    const expected: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      logger.info(`own ${index}`);
      console.log(`bridged ${index}`);
      expected.push(`printed own ${index}\n`, `printed bridged ${index}\n`);
    }
    while (transport.printed < 80) await nextTurn();
    // What fed itself would go on and on.
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    bridge.undo();
    expect(text()).toBe(expected.join(''));
    expect(records.map(({ message }) => message)).toEqual(Array.from({ length: 40 }, (_, n) => `bridged ${n}`));
  });

  it('and knows of transports that were added later; undo leaves them as they were', () => {
    const { console, text } = consoleInMemory();
    const logger = winston.createLogger({});
    const bridge = bridgeConsole(logger, { console });
    const added = new PrintingTransport(console);
    logger.add(added);
    console.log('a');
    expect(Object.hasOwn(added, 'log')).toBe(true);
    bridge.undo();
    expect(Object.hasOwn(added, 'log')).toBe(false);
    expect(text()).toBe('printed a\n');
  });

  it('even as Winston’s own Console that was made afterwards and is forced to the console', async () => {
    const { console, text } = consoleInMemory();
    const global = globalThis.console;
    globalThis.console = console;
    try {
      const logger = winston.createLogger({ format: winston.format.simple() });
      const bridge = bridgeConsole(logger);
      logger.add(new winston.transports.Console({ forceConsole: true }));
      for (const word of ['a', 'b', 'c']) console.log(word);
      await new Promise<void>((resolve) => void logger.once('finish', resolve).end());
      bridge.undo();
    } finally {
      globalThis.console = global;
    }
    const printed = text()
      .replaceAll(/\{"logger.*?\}/g, '')
      .replaceAll(' \n', '\n');
    expect(printed).toBe('info: a\ninfo: b\ninfo: c\n');
  });
});
