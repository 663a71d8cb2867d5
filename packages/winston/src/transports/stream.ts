import type { Info } from '../logger/transport.ts';
import { type StockStream, stockClass, type StreamOptions } from './stock-transports.ts';

const MESSAGE = Symbol.for('message');

/** What may wait in a stream before lines wait with the logger instead: bytes, or objects. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const MAX_WAITING_OBJECTS = 10_000;

const WinstonsStream = stockClass<StockStream, StreamOptions>('Stream');

/**
 * Winston's Stream: writes each line, or the info itself where the stream takes objects.
 *
 * Lines are given to the stream at once, as Winston does, so that they are its own when the process ends. Only a stream
 * that has a great deal waiting already is waited for.
 *
 * @example
 * new Stream({ stream: fs.createWriteStream('app.log', { flags: 'a' }) });
 */
export class Stream extends WinstonsStream {
  /** What waits for the stream's `drain`, one callback in all: until then the logger hands over nothing. */
  #isWaiting = false;

  constructor(options?: StreamOptions) {
    super(options);
    this.setMaxListeners(0);
  }

  /** Where lines are written it changes nothing of infos; who takes objects may do with them as they like. */
  get readsOnly(): boolean {
    return !this.isObjectMode && this.log === Stream.prototype.log;
  }

  override log(info: Info, callback?: () => void): void {
    if (this.listenerCount('logged') > 0) setImmediate(() => this.emit('logged', info));
    const stream = this._stream;
    const takesMore = stream.write(this.isObjectMode ? (info as never) : `${info[MESSAGE] as string}${this.eol}`);
    if (!callback) return;
    if (takesMore || !this.#isTooMuch()) callback();
    else this.#waitForDrain(callback);
  }

  #isTooMuch(): boolean {
    const { writableLength = 0, destroyed } = this._stream;
    const most = this.isObjectMode ? MAX_WAITING_OBJECTS : MAX_WAITING_BYTES;
    return !this.#isWaiting && writableLength > most && destroyed !== true;
  }

  #waitForDrain(callback: () => void): void {
    this.#isWaiting = true;
    const stream = this._stream;
    const goOn = (): void => {
      for (const event of ENDS_OF_WAITING) stream.removeListener(event, goOn);
      this.#isWaiting = false;
      callback();
    };
    for (const event of ENDS_OF_WAITING) stream.on(event, goOn);
  }
}

/** A stream that is gone never drains. */
const ENDS_OF_WAITING = ['drain', 'close', 'finish'] as const;
