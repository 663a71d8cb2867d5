import { AsyncLocalStorage } from 'node:async_hooks';
import { Backlog, type BacklogRoom, type Waiting } from './backlog.ts';
import { judgesAsWinston, letPass, mendWritev, take, takeAll, wantsInfo, wantsLevel, writesAsStream } from './judge.ts';
import { ownCopy } from './own-copy.ts';
import { beginWrite, endWrite, isIdle, isOver, type WritableState } from './stream-state.ts';
import type { Info, Transport } from './transport.ts';

const LEVEL = Symbol.for('level');

/** After which a transport may have taken more than before. */
const MOVES = ['drain', 'finish', 'close'] as const;

/**
 * One transport of a logger, and what waits for it: a transport that is slow, hangs or fails holds up nobody else.
 *
 * While it is idle, infos are handed to it directly; what comes while it is busy waits here, in order.
 */
export class Outlet {
  readonly transport: Transport;
  readonly #state: WritableState;
  /** Writes go through the stream's buffer; other transports take everything at once, or keep their own counsel. */
  readonly #buffers: boolean;
  /** The transport's, as it was: whoever puts another in its place, a spy for example, is to see every line. */
  readonly #plainWrite: unknown;
  readonly #judges: boolean;
  readonly #gates: boolean;
  readonly #backlog: Backlog;
  #isInCall = false;
  #hasAnswered = false;
  /** Answers that may still come of calls that threw. */
  #superfluous = 0;
  readonly #done: (error?: Error | null) => void;

  constructor(transport: Transport, room: BacklogRoom) {
    mendWritev(transport);
    this.transport = transport;
    this.#state = transport._writableState;
    this.#buffers = writesAsStream(transport);
    // oxlint-disable-next-line typescript/unbound-method -- compared, not called
    this.#plainWrite = transport.write;
    this.#judges = judgesAsWinston(transport);
    this.#gates = this.#judges || transport.judgesByLevel === true;
    this.#backlog = new Backlog(room);
    this.#done = (error) => this.#answer(error);
    if (this.#buffers) this.#spillBeforeEnd();
    transport.on('drain', () => this.#pump());
    transport.on('error', () => setImmediate(() => this.#goOn()));
  }

  /** False once somebody has put other ways of writing on the transport. */
  fits(): boolean {
    return this.#buffers === writesAsStream(this.transport) && this.#judges === judgesAsWinston(this.transport);
  }

  /** How many infos wait here. */
  get waiting(): number {
    return this.#backlog.length + (this.#buffers ? this.#state.length : 0);
  }

  /** How many were dropped because the transport did not move. */
  get dropped(): number {
    return this.#backlog.dropped;
  }

  /** Whether infos of a level would be looked at; a transport with ways of its own looks at all. */
  wants(level: string, loggers: string | undefined): boolean {
    return !this.#gates || wantsLevel(this.transport, level, loggers);
  }

  /**
   * Hands over an info, or keeps it until the transport has time. Throws what the transport throws.
   *
   * @param isShared - Whether others are given the same object.
   * @param loggers - The logger's level, where it is not that of the transport's parent.
   */
  put(info: Info, isShared: boolean, loggers: string | undefined): void {
    const { transport } = this;
    const verdict = loggers === undefined ? undefined : this.#verdict(info, loggers);
    if (verdict === false) return;
    const isLetPass = verdict === true;
    if (!this.#buffers) {
      if (isLetPass) take(transport, info, nothing);
      else transport.write(info as never);
      return;
    }
    if (this.#judges && !isLetPass && !wantsInfo(transport, info)) return;
    const own = isShared && transport.readsOnly !== true ? ownCopy(info) : info;
    if (isLetPass) letPass(own);
    if (isIdle(this.#state) && this.#backlog.length === 0) this.#write(own);
    else if (isOver(this.#state)) transport.write(own as never);
    else {
      this.#keep(own);
      if (this.#state.corked > 0) this.#spill();
    }
  }

  /** Resolves when nothing waits any more and the transport has called back for everything. */
  async drained(): Promise<void> {
    const state = this.#state;
    while (!isOver(state) && (this.#backlog.length > 0 || (this.#buffers && state.length > 0))) await this.#moved();
  }

  /** Ends the transport when it has taken what waits by now; resolves when it has finished. */
  async end(): Promise<void> {
    const { transport } = this;
    // Other loggers may go on writing to it for ever.
    const last = this.#backlog.last;
    while (!isOver(this.#state) && this.#backlog.holds(last)) await this.#moved();
    if (this.#state.finished || (transport as { finished?: boolean }).finished === true) return;
    await new Promise<void>((resolve) => {
      transport.once('finish', resolve);
      transport.end();
    });
  }

  /** Resolves when the transport has become empty, or has come to its end, after which it says nothing of that. */
  #moved(): Promise<void> {
    this.#state.needDrain = true;
    const { transport } = this;
    return new Promise((resolve) => {
      const heard = (): void => {
        for (const event of MOVES) transport.off(event, heard);
        resolve();
      };
      for (const event of MOVES) transport.on(event, heard);
    });
  }

  /** Somebody else may end the transport, before which it takes what its own buffer has; so it is to have all. */
  #spillBeforeEnd(): void {
    const { transport } = this;
    // oxlint-disable-next-line typescript/unbound-method -- called with its transport
    const end = transport.end as (...parameters: unknown[]) => unknown;
    const value = (...parameters: unknown[]): unknown => {
      if (!isOver(this.#state)) this.#spill();
      return end.apply(transport, parameters);
    };
    Object.defineProperty(transport, 'end', { value, writable: true, configurable: true });
  }

  /** What a logger's own level says for a transport that has none; `undefined` where it has no say. */
  #verdict(info: Info, loggers: string): boolean | undefined {
    const { transport } = this;
    if (transport.level || transport.levels === undefined || transport.silent === true) return undefined;
    if (info['exception'] === true) return undefined;
    return wantsLevel(transport, info[LEVEL] as string, loggers);
  }

  #keep(info: Info): void {
    // What the transport's own code asks of the asynchronous context is that of the call, not of whoever drains.
    this.#backlog.push({ info, run: AsyncLocalStorage.snapshot() }, this.transport.name ?? 'transport');
    // Otherwise the stream says nothing of having become empty.
    this.#state.needDrain = true;
  }

  #pump(): void {
    const { transport } = this;
    if (isOver(this.#state)) this.#backlog.abandon(transport.name ?? 'transport');
    if (this.#state.corked > 0) this.#spill();
    while (this.#backlog.length > 0 && isIdle(this.#state)) {
      // The stream would hand over as many at once.
      const count =
        this.#judges && transport.write === this.#plainWrite
          ? Math.min(this.#backlog.length, this.#state.highWaterMark)
          : 1;
      try {
        if (count > 1) this.#writeMany(count);
        else {
          const { info, run } = this.#backlog.shift() as Waiting;
          run(() => this.#write(info));
        }
      } catch (error) {
        // Nobody called who could catch it: thrown, it would end the process.
        transport.emit('warn', error);
      }
      if (this.#backlog.length > 0) this.#state.needDrain = true;
    }
    // Where another logger's line is under way there, nobody has asked to hear of its end.
    if (this.#backlog.length > 0) this.#state.needDrain = true;
  }

  /** After an error the stream says nothing of having become empty, for which some wait who end or flush. */
  #goOn(): void {
    const state = this.#state;
    if (state.needDrain && isIdle(state)) {
      state.needDrain = false;
      this.transport.emit('drain');
    } else {
      this.#pump();
    }
  }

  /** Leaves what waits to the stream, which somebody has corked or ends: it is the stream that hears when it can go on. */
  #spill(): void {
    let next: Waiting | undefined;
    while ((next = this.#backlog.shift()) !== undefined) {
      const { info, run } = next;
      run(() => this.transport.write(info as never));
    }
  }

  #write(info: Info): void {
    const { transport } = this;
    if (transport.write !== this.#plainWrite) {
      transport.write(info as never);
      return;
    }
    beginWrite(this.#state, 1);
    this.#isInCall = true;
    this.#hasAnswered = false;
    try {
      if (this.#judges) take(transport, info, this.#done);
      else transport._write(info, 'utf8', this.#done);
    } catch (error) {
      // Otherwise the stream waits for ever for a call that will not come; if it does come, it is one too many.
      if (!this.#hasAnswered) {
        this.#done();
        this.#superfluous += 1;
      }
      throw error;
    } finally {
      this.#isInCall = false;
      this.#state.sync = false;
    }
  }

  /** Begins several at once, each in the context of its call; the answer comes with the last of theirs. */
  #writeMany(count: number): void {
    const waiting = Array.from({ length: count }, () => this.#backlog.shift() as Waiting);
    beginWrite(this.#state, count);
    this.#isInCall = true;
    this.#hasAnswered = false;
    try {
      takeAll(this.transport, waiting, this.#done);
    } finally {
      this.#isInCall = false;
      this.#state.sync = false;
    }
  }

  #answer(error: Error | null | undefined): void {
    if (this.#state.writecb === null && this.#superfluous > 0) {
      this.#superfluous -= 1;
      return;
    }
    this.#hasAnswered = true;
    // A second answer to one call is the stream's to complain of.
    if (this.#isInCall && !error && this.#state.writecb !== null && endWrite(this.#state)) return;
    this.#state.onwrite(error);
  }
}

function nothing(): void {
  // A transport that takes everything at once tells nobody.
}
