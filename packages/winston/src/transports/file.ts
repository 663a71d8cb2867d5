import { systemClock } from '@tailrace/core/runtime';
import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import type { Info } from '../logger/transport.ts';
import { FileEngine } from './file-engine.ts';
import { Haste } from './haste.ts';
import { type FileOptions, type StockFile, stockClass } from './stock-transports.ts';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

/** The longest wait that timers take. */
const FOR_EVER_MILLIS = 2 ** 31 - 1;

type Done = (error?: Error | null) => void;

const WinstonsFile = stockClass<StockFile, FileOptions>('File');

/**
 * Winston's File: appends each line to a file, and begins the next one when `maxsize` is reached.
 *
 * Nothing is lost when the process ends, `finish` comes when all lines are in the file, and what cannot be written
 * waits: failures are told by `warn`, never by `error`, which would end an application that does not listen.
 *
 * @throws Error where neither a file nor a stream is given, or both are.
 * @example
 * new File({ filename: 'logs/app.log', maxsize: 10_000_000, maxFiles: 5, tailable: true });
 */
export class File extends WinstonsFile {
  /** Applications wait for its `finish` to know that all is in the file: ours says so when that is true. */
  declare _dest?: NodeJS.EventEmitter | null;
  #engine: FileEngine | undefined;
  readonly #haste: Haste;
  /** Infos whose `logged` is due when they are in the file. */
  #untold: Info[] = [];

  constructor(options: FileOptions = {}) {
    // Winston's own opens the file itself where it is not to be lazy.
    super({ ...options, lazy: true });
    this.lazy = options.lazy || false;
    this.setMaxListeners(0);
    this.#haste = new Haste(systemClock, () => this.#engine?.hurry());
    if (!this.lazy) this.open();
  }

  /** It changes nothing of the infos that it is given; who extends it may. */
  get readsOnly(): boolean {
    return this.log === File.prototype.log;
  }

  override log(info: Info, callback?: Done): unknown {
    if (!this.filename) return super.log(info, callback);
    if (this.silent !== true && !this.#hasEnded(info)) {
      const engine = this.#engine ?? this.#begin();
      const text = info[MESSAGE];
      // Winston writes whatever a format has left there, `undefined` too.
      engine.log(typeof text === 'string' ? info : { [LEVEL]: info[LEVEL], [MESSAGE]: String(text) });
      this.#haste.soon();
      if (this.listenerCount('logged') > 0) this.#tellWhenWritten(info);
    }
    callback?.();
    return true;
  }

  /** Opens the file with the next turn of the event loop, and with it is told by `open`. */
  override open(): void {
    if (!this.filename) return;
    const engine = this.#engine ?? this.#begin();
    setImmediate(() => {
      if (this.#engine === engine) engine.open();
    });
  }

  /** Resolves when what was logged is in the file, or at the deadline, with what waits still. */
  async flush(deadlineMillis?: number): Promise<{ readonly delivered: number; readonly pending: number }> {
    return (await this.#engine?.flush(deadlineMillis)) ?? { delivered: 0, pending: 0 };
  }

  /** Brings everything into the file and lets go of it; what is logged afterwards opens it again. */
  override close(callback?: () => void): void {
    if (!this.filename) {
      super.close(callback);
      return;
    }
    this.#end(() => {
      callback?.();
      this.emit('flush');
      this.emit('closed');
    });
  }

  override _final(callback: Done): void {
    if (this.filename) this.#end(callback);
    else super._final(callback);
  }

  /** Searches the file, with all that was logged in it. */
  override query(options: unknown, callback?: unknown): void {
    void this.flush().then(() => super.query(options, callback));
  }

  /** Follows the file. */
  override stream(options?: object): NodeJS.ReadableStream {
    this.#engine?.hurry();
    return super.stream(options);
  }

  /** Winston's own has ended by then; other lines are welcome until the process is gone. */
  #hasEnded(info: Info): boolean {
    return this._ending === true && (info['exception'] === true || info['rejection'] === true);
  }

  #begin(): FileEngine {
    const engine = new FileEngine(this, {
      opened: (path) => {
        this.filename = basename(path);
        this._dest ??= new EventEmitter();
        queueMicrotask(() => this.emit('open', path));
      },
      turned: (from, to) => queueMicrotask(() => this.emit('rotate', from, to)),
      failed: (error) => {
        if (this.listenerCount('warn') > 0) this.emit('warn', error);
      },
    });
    this.#engine = engine;
    return engine;
  }

  #end(callback: () => void): void {
    const engine = this.#engine;
    this.#engine = undefined;
    const ended = (): void => {
      const stream = this._dest;
      this._dest = null;
      stream?.emit('finish');
      stream?.emit('close');
      callback();
    };
    if (engine === undefined) setImmediate(ended);
    else engine.end(ended);
  }

  #tellWhenWritten(info: Info): void {
    this.#untold.push(info);
    if (this.#untold.length > 1) return;
    setImmediate(() => {
      const infos = this.#untold;
      this.#untold = [];
      void this.flush(FOR_EVER_MILLIS).then(() => {
        for (const each of infos) this.emit('logged', each);
      });
    });
  }
}
