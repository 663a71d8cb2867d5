import TransportStream from 'winston-transport';
import type { Waiting } from './backlog.ts';
import type { Info, Levels, Transport } from './transport.ts';

const LEVEL = Symbol.for('level');

type Done = (error?: Error | null) => void;
interface Chunk {
  readonly chunk: Info;
  readonly callback: Done;
}
type Judging = Pick<Transport, '_write' | 'write'> & { _writev(chunks: readonly Chunk[], done: Done): unknown };

const base = TransportStream.prototype as unknown as Judging;
/** Infos that a child logger's own level has let through; a transport without a level takes them whatever the parent's. */
const letThrough = new WeakSet<Info>();

/** Whether levels, formats and silence are judged by Winston's own transport, whatever the transport does besides. */
export function judgesAsWinston(transport: Transport): boolean {
  return transport._write === base._write || transport._write === write;
}

/** Whether writes go through `readable-stream`'s own buffer. */
export function writesAsStream(transport: Transport): boolean {
  const state = transport._writableState;
  return transport.write === base.write && state !== undefined && Object.hasOwn(state, 'bufferedRequest');
}

/**
 * Gives a transport that judges as Winston does a `_writev` that calls back when its chunks have been taken. Winston's
 * own calls back at once, so that `finish` comes before the last lines are written (winston-transport#49).
 */
export function mendWritev(transport: Transport): void {
  const judging = transport as unknown as Judging;
  if (judging._write !== base._write || judging._writev !== base._writev) return;
  Object.defineProperty(judging, '_write', { value: write, writable: true, configurable: true });
  Object.defineProperty(judging, '_writev', { value: writev, writable: true, configurable: true });
}

/** Marks an info as wanted by a logger's own level, for transports that have none. */
export function letPass(info: Info): void {
  letThrough.add(info);
}

/** Whether a transport takes infos of a level, by its own level or else its logger's. */
export function wantsLevel(transport: Transport, level: string, loggers: string | undefined): boolean {
  if (transport.silent === true) return false;
  const least = transport.level || (loggers ?? transport.parent?.level);
  return !least || ((transport.levels as Levels)[least] as number) >= ((transport.levels as Levels)[level] as number);
}

/** Whether a transport takes an info, as Winston's own judges it. */
export function wantsInfo(transport: Transport, info: Info): boolean {
  if (info['exception'] === true && transport.handleExceptions !== true) return false;
  if (wantsLevel(transport, info[LEVEL] as string, undefined)) return true;
  return transport.silent !== true && !transport.level && letThrough.has(info);
}

/**
 * Gives a transport an info that it wants, through its own format if it has one. Throws what that throws, and has
 * called back then.
 */
export function take(transport: Transport, info: Info, done: Done): void {
  const { format } = transport;
  if (!format) {
    logOf(transport).call(transport, info, done);
    return;
  }
  let formatted: unknown;
  try {
    formatted = format.transform(Object.assign({}, info), format.options);
  } catch (error) {
    done();
    throw error;
  }
  if (formatted) logOf(transport).call(transport, formatted, done);
  else done();
}

/** A transport may have been piped to, past `add`, which would have refused one without. */
function logOf(transport: Transport): NonNullable<Transport['log']> {
  // oxlint-disable-next-line typescript/unbound-method -- called with its transport
  const { log } = transport;
  if (typeof log !== 'function') throw new TypeError('transport.log is not a function');
  return log;
}

function write(this: Transport, info: Info, _encoding: string, done: Done): void {
  if (wantsInfo(this, info)) {
    take(this, info, done);
    return;
  }
  // As Winston: what is not wanted needs no turn of the event loop.
  (this._writableState as { sync: boolean }).sync = false;
  done(null);
}

function writev(this: Transport, chunks: readonly Chunk[], done: Done): void {
  const wanted = chunks.filter(({ chunk }) => wantsInfo(this, chunk));
  if (wanted.length === 0) done(null);
  else if (this.logv !== undefined) this.logv(wanted, done);
  else
    takeAll(
      this,
      wanted.map(({ chunk }) => ({ info: chunk, run: (code) => code() })),
      done,
    );
}

/**
 * Begins several infos at once, as Winston does, and calls back with the last of theirs and the first error. What one
 * throws is thrown when all have been begun.
 */
export function takeAll(transport: Transport, waiting: readonly Waiting[], done: Done): void {
  if (transport.logv !== undefined) {
    const chunks = waiting.map(({ info }) => ({ chunk: info, encoding: 'utf8', callback: done }));
    (waiting[0] as Waiting).run(() => transport.logv?.(chunks, done));
    return;
  }
  let pending = waiting.length;
  let failure: Error | null = null;
  let thrown: { readonly error: unknown } | undefined;
  for (const { info, run } of waiting) {
    let isDone = false;
    const one: Done = (error) => {
      if (isDone) return;
      isDone = true;
      failure ??= error ?? null;
      pending -= 1;
      if (pending === 0) done(failure);
    };
    try {
      run(() => take(transport, info, one));
    } catch (error) {
      thrown ??= { error };
      one();
    }
  }
  if (thrown !== undefined) throw thrown.error;
}
