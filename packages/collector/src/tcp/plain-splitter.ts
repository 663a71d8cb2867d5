import { TailraceError } from '@tailrace/core';
import type { PendingAccount } from '../ingest/pending-bytes.ts';
import { GrowingBytes } from '../link/growing-bytes.ts';
import type { PlainFraming } from './opening.ts';

/** Why a message of a plain connection was skipped. */
export type SkipReason = 'oversize' | 'incomplete' | 'busy';

/** What a splitter works with. */
export interface PlainSplitterOptions {
  readonly framing: PlainFraming;
  readonly maxMessageBytes: number;
  /** Is charged for a message that is not whole. */
  readonly account: PendingAccount;
  readonly onMessage: (text: string) => void;
  readonly onSkip: (reason: SkipReason) => void;
}

const NUL = 0x00;
const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Digits of a count, and the blank behind them. */
const MAX_COUNT_BYTES = 10;

/**
 * Tells the messages of a plain connection apart: lines that end with LF or NUL, or frames that begin with their length.
 * However the bytes are cut, the messages are the same. A message over the limit is skipped, and the next one is read.
 */
export class PlainSplitter {
  readonly #options: PlainSplitterOptions;
  readonly #held: GrowingBytes;
  #skipping = false;
  /** Of a counted frame: the digits so far, and then how many bytes are missing. */
  #count = '';
  #missing = 0;

  constructor(options: PlainSplitterOptions) {
    this.#options = options;
    this.#held = new GrowingBytes(options.account);
  }

  /** True where a message has begun and is not whole. */
  get isMidway(): boolean {
    return this.#skipping || this.#held.length > 0 || this.#count !== '' || this.#missing > 0;
  }

  /** @throws TailraceError `TAILRACE_BAD_REQUEST` where a frame has no length: nothing behind it can be told apart. */
  push(chunk: Buffer): void {
    if (this.#options.framing === 'lines') this.#pushLines(chunk);
    else this.#pushFrames(chunk);
  }

  /** Takes the last line as it is, where the sender ended in good order; what is not whole otherwise is skipped. */
  end(inOrder: boolean): void {
    const isLine = this.#options.framing === 'lines' && inOrder && !this.#skipping && this.#held.length > 0;
    if (isLine) this.#finish();
    else if (this.isMidway && !this.#skipping) this.#options.onSkip('incomplete');
    this.#held.clear();
    this.#options.account.close();
    this.#skipping = false;
  }

  #pushLines(chunk: Buffer): void {
    let feed = chunk.indexOf(LINE_FEED);
    let nul = chunk.indexOf(NUL);
    for (let start = 0; start < chunk.length; ) {
      if (feed >= 0 && feed < start) feed = chunk.indexOf(LINE_FEED, start);
      if (nul >= 0 && nul < start) nul = chunk.indexOf(NUL, start);
      const end = feed < 0 ? nul : nul < 0 ? feed : Math.min(feed, nul);
      this.#hold(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) return;
      this.#finish();
      start = end + 1;
    }
  }

  #pushFrames(chunk: Buffer): void {
    for (let start = 0; start < chunk.length; ) {
      if (this.#missing === 0) {
        start = this.#pushCount(chunk, start);
        continue;
      }
      const end = Math.min(chunk.length, start + this.#missing);
      this.#missing -= end - start;
      this.#hold(chunk.subarray(start, end));
      start = end;
      if (this.#missing === 0) this.#finish();
    }
  }

  #pushCount(chunk: Buffer, start: number): number {
    const byte = chunk[start] ?? 0;
    if (byte === SPACE && this.#count !== '') {
      this.#missing = Number(this.#count);
      this.#count = '';
      if (this.#missing > this.#options.maxMessageBytes) this.#skip('oversize');
      return start + 1;
    }
    const isDigit = byte >= (this.#count === '' ? 0x31 : 0x30) && byte <= 0x39;
    // Some senders end a frame with a line break that they do not count.
    if (byte === LINE_FEED && this.#count === '') return start + 1;
    if (!isDigit || this.#count.length === MAX_COUNT_BYTES - 1) {
      throw new TailraceError('TAILRACE_BAD_REQUEST', 'A frame does not begin with its length.');
    }
    this.#count += String.fromCharCode(byte);
    return start + 1;
  }

  #hold(piece: Buffer): void {
    if (this.#skipping || piece.length === 0) return;
    const { maxMessageBytes } = this.#options;
    if (this.#held.length + piece.length > maxMessageBytes) return this.#skip('oversize');
    try {
      this.#held.add(piece, maxMessageBytes);
    } catch {
      this.#skip('busy');
    }
  }

  #skip(reason: SkipReason): void {
    this.#skipping = true;
    this.#held.clear();
    this.#options.account.close();
    this.#options.onSkip(reason);
  }

  #finish(): void {
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    const text = this.#held.take().toString('utf8').replace(/\r$/, '');
    this.#options.account.close();
    if (text.trim() !== '') this.#options.onMessage(text);
  }
}
