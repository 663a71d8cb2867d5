import { afterEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { Console } from '../../src/transports/index.ts';
import type { ConsoleOptions, StockConsole } from '../../src/transports/stock-transports.ts';
import { expectToldIfHeard, infoOf } from './fixtures.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const stock = (options?: ConsoleOptions): StockConsole =>
  new winston.transports.Console(options as never) as unknown as StockConsole;
const ours = (options?: ConsoleOptions): StockConsole => new Console(options);

/** A console of Node's kind, with what came to each of its sides. */
function watchedConsole(hasStreams: boolean): { readonly written: string[] } {
  const written: string[] = [];
  const to = (name: string) => (text: unknown) => void written.push(`${name} ${String(text)}`);
  const sides = { _stdout: { write: to('stdout') }, _stderr: { write: to('stderr') } };
  const methods = { log: to('log'), warn: to('warn'), error: to('error') };
  vi.stubGlobal('console', { ...methods, ...(hasStreams && sides) });
  return { written };
}

describe('a Console', () => {
  it('is one of Winston’s, and says of itself what Winston’s says', () => {
    const options = { stderrLevels: ['error'], consoleWarnLevels: ['warn'], eol: '\r\n', name: 'mine', unknown: 1 };
    const own = (transport: object): unknown =>
      Object.entries(transport).filter(([name, value]) => !name.startsWith('_') && typeof value !== 'function');
    expect(ours()).toBeInstanceOf(winston.transports.Console);
    expect(own(ours())).toEqual(own(stock()));
    expect(own(ours(options))).toEqual(own(stock(options)));
  });

  it('refuses levels that are no list of words, as Winston’s does', () => {
    for (const stderrLevels of ['error', ['error', /x/]] as never[]) {
      expect(() => ours({ stderrLevels })).toThrow('Cannot make set from type other than Array of string elements');
    }
  });

  for (const hasStreams of [true, false]) {
    for (const options of [
      {},
      { stderrLevels: ['error'], consoleWarnLevels: ['warn'] },
      { forceConsole: true, stderrLevels: ['error'], consoleWarnLevels: ['warn'] },
      { eol: 'X' },
      { eol: '' },
    ]) {
      it(`writes where Winston’s writes with ${JSON.stringify(options)}${hasStreams ? '' : ' in a browser'}`, () => {
        const found = [stock, ours].map((make) => {
          const { written } = watchedConsole(hasStreams);
          const transport = make(options);
          const done = vi.fn();
          for (const level of ['error', 'warn', 'info']) transport.log(infoOf(`at ${level}`, level), done);
          transport.log(infoOf(undefined));
          expect(done).toHaveBeenCalledTimes(3);
          return written;
        });
        expect(found[1]).toEqual(found[0]);
        expect(found[1]).toHaveLength(4);
      });
    }
  }

  it('tells of each line only if somebody listens, and keeps nothing for it otherwise [complaint 8]', async () => {
    watchedConsole(true);
    await expectToldIfHeard(new Console());
  });

  it('belongs to more than thirty loggers without a warning [complaint 22]', () => {
    const warned = vi.spyOn(process, 'emitWarning');
    const { written } = watchedConsole(true);
    const transports = [new Console()];
    const format = winston.format.printf(({ message }) => String(message));
    for (let n = 0; n < 40; n += 1) createLogger({ transports, format }).info(`${n}`);
    expect(written).toHaveLength(40);
    expect(warned).not.toHaveBeenCalled();
  });
});
