import type { Writable } from 'node:stream';
import { visible } from './visible.ts';

const FLUSH_AT = 1 << 16;

/**
 * Where an answer goes: a terminal, a pager or a pipe. Lines are gathered into larger writes.
 *
 * When whoever reads goes away (`| head`), `closed` is aborted and writing becomes a no-op: that is no failure.
 */
export class Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly #closed = new AbortController();
  #stream: Writable;
  #pending = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.isTerminal = 'isTTY' in stream && stream.isTTY;
    this.columns = this.isTerminal ? Math.max(20, stream.columns || 80) : Number.POSITIVE_INFINITY;
    this.rows = this.isTerminal ? stream.rows || 24 : Number.POSITIVE_INFINITY;
    this.#watch(stream);
  }

  /** Aborted once nobody reads any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Writes a line; resolves when there is room for more. */
  line(text: string): Promise<void> | undefined {
    this.#pending += `${text}\n`;
    return this.#pending.length >= FLUSH_AT ? this.flush() : undefined;
  }

  /** Writes a line that holds words of records or files: on a terminal without what could move its cursor. */
  foreignLine(text: string): Promise<void> | undefined {
    return this.line(this.isTerminal ? visible(text) : text);
  }

  /** Writes the beginning of the next line. */
  begin(text: string): void {
    this.#pending += text;
  }

  /** Writes what a terminal obeys: where to draw, which screen. Nothing of it comes from records. */
  control(sequence: string): void {
    if (this.isTerminal) this.#pending += sequence;
  }

  /** Writes bytes or text as they are, for files; resolves when there is room for more. */
  async raw(chunk: string | Uint8Array): Promise<void> {
    if (typeof chunk === 'string') {
      this.#pending += this.isTerminal ? visible(chunk) : chunk;
      if (this.#pending.length >= FLUSH_AT) await this.flush();
      return;
    }
    await this.flush();
    if (this.#closed.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#stream.write(chunk, () => resolve());
    });
  }

  /** Hands on what was gathered. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text === '' || this.#closed.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#stream.write(text, () => resolve());
    });
  }

  /** Sends everything from now on elsewhere, a pager for example. */
  redirect(stream: Writable): void {
    this.#stream = stream;
    this.#watch(stream);
  }

  #watch(stream: Writable): void {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED' && error.code !== 'EOF') throw error;
      this.#closed.abort();
    });
    stream.on('close', () => this.#closed.abort());
  }
}
