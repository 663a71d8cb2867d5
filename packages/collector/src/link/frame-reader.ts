import { TailraceError } from '@tailrace/core';
import type { PendingAccount } from '../ingest/pending-bytes.ts';
import { GrowingBytes } from './growing-bytes.ts';

/** Bytes of a line between bodies, at the most. */
export const MAX_LINE_BYTES = 8192;

const LINE_FEED = 0x0a;

/** What follows a line. */
export interface FrameBody {
  readonly bytes: number;
  /** Is charged for what is held; without one the bytes are passed over. */
  readonly account?: PendingAccount;
  /** Called with the whole body. */
  done(body: Buffer): void;
  /** Called where the account has no room: the rest is passed over. */
  failed(error: unknown): void;
}

/** Reads a stream of lines, each with as many bytes behind it as its reader says. However it is cut, the result is the same. */
export class FrameReader {
  readonly #readLine: (line: string) => FrameBody | undefined;
  #line: Buffer = Buffer.alloc(0);
  #body: FrameBody | undefined;
  #held: GrowingBytes | undefined;
  #missing = 0;

  /** @param readLine - Answers what follows a line; what it throws ends the reading. */
  constructor(readLine: (line: string) => FrameBody | undefined) {
    this.#readLine = readLine;
  }

  /** True where a line or a body has begun and is not whole. */
  get isMidway(): boolean {
    return this.#line.length > 0 || this.#body !== undefined;
  }

  /** @throws TailraceError `TAILRACE_BAD_REQUEST` for an endless line, and what the reader of lines throws. */
  push(chunk: Buffer): void {
    for (let start = 0; start < chunk.length; ) {
      start = this.#body === undefined ? this.#pushLine(chunk, start) : this.#pushBody(this.#body, chunk, start);
    }
  }

  /** Lets go of what is not whole. */
  drop(): void {
    this.#body?.account?.close();
    this.#body = undefined;
    this.#held = undefined;
    this.#line = Buffer.alloc(0);
  }

  #pushLine(chunk: Buffer, start: number): number {
    const room = MAX_LINE_BYTES - this.#line.length;
    const found = chunk.subarray(start, start + room + 1).indexOf(LINE_FEED);
    const end = found < 0 ? chunk.length : start + found;
    if (end - start > room) throw new TailraceError('TAILRACE_BAD_REQUEST', `A line is over ${MAX_LINE_BYTES} bytes.`);
    const piece = chunk.subarray(start, end);
    this.#line = this.#line.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#line, piece]);
    if (found < 0) return end;
    const line = this.#line.toString('utf8');
    this.#line = Buffer.alloc(0);
    this.#begin(this.#readLine(line));
    return end + 1;
  }

  #begin(body: FrameBody | undefined): void {
    if (body === undefined) return;
    if (body.bytes === 0) return body.done(Buffer.alloc(0));
    this.#body = body;
    this.#missing = body.bytes;
    this.#held = body.account === undefined ? undefined : new GrowingBytes(body.account);
  }

  #pushBody(body: FrameBody, chunk: Buffer, start: number): number {
    const end = Math.min(chunk.length, start + this.#missing);
    this.#hold(body, chunk.subarray(start, end));
    this.#missing -= end - start;
    if (this.#missing === 0) {
      const held = this.#held?.take();
      this.#body = undefined;
      this.#held = undefined;
      if (held !== undefined) body.done(held);
    }
    return end;
  }

  #hold(body: FrameBody, piece: Buffer): void {
    try {
      this.#held?.add(piece, body.bytes);
    } catch (error) {
      this.#held = undefined;
      body.failed(error);
    }
  }
}
