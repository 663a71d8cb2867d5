import type { Info } from '../logger/transport.ts';
import { type ConsoleOptions, type StockConsole, stockClass } from './stock-transports.ts';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

/** Where Node's `console` writes to; absent where the console is somebody else's, as in a worker of some test runners. */
interface ConsoleStreams {
  readonly _stdout?: NodeJS.WritableStream;
  readonly _stderr?: NodeJS.WritableStream;
}

const WinstonsConsole = stockClass<StockConsole, ConsoleOptions>('Console');

/**
 * Winston's Console: writes each line to the standard output, or with `stderrLevels` and `consoleWarnLevels` to the
 * standard error.
 *
 * @example
 * new Console({ stderrLevels: ['error'] });
 */
export class Console extends WinstonsConsole {
  constructor(options?: ConsoleOptions) {
    super(options);
    // One of these may belong to any number of loggers.
    this.setMaxListeners(0);
  }

  /** It changes nothing of the infos that it is given; who extends it may. */
  get readsOnly(): boolean {
    return this.log === Console.prototype.log;
  }

  override log(info: Info, callback?: () => void): void {
    if (this.listenerCount('logged') > 0) setImmediate(() => this.emit('logged', info));
    const level = info[LEVEL] as string;
    const { _stdout, _stderr } = console as unknown as ConsoleStreams;
    const text = info[MESSAGE];
    if (this.stderrLevels[level]) {
      if (_stderr && !this.forceConsole) _stderr.write(`${text as string}${this.eol}`);
      else this._consoleError(text);
    } else if (this.consoleWarnLevels[level]) {
      if (_stderr && !this.forceConsole) _stderr.write(`${text as string}${this.eol}`);
      else this._consoleWarn(text);
    } else if (_stdout && !this.forceConsole) {
      _stdout.write(`${text as string}${this.eol}`);
    } else {
      this._consoleLog(text);
    }
    if (callback) callback();
  }
}
