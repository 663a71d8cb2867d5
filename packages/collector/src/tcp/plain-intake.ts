import { randomUUID } from 'node:crypto';
import type { LogRecord, Timer } from '@tailrace/core';
import { LineReader, type ReadEntry } from '@tailrace/readers';
import { toldOf } from '../link/link-failure.ts';
import type { Services } from '../services.ts';
import { foldFrame, unfoldRecord } from './fold-frame.ts';

/** Above this, nothing more is read from a connection until some of it is stored. */
const MAX_WAITING_BYTES = 256 * 1024;

/** How long a line may wait for those of its stack trace. */
const SETTLE_MILLIS = 250;

/** Lines of one record. */
const MAX_RECORD_LINES = 1000;

/** What an intake works with. */
export interface PlainIntakeOptions {
  readonly services: Services;
  /** Where the lines come from, for records that name no host. */
  readonly host: string | undefined;
  readonly isFramed: boolean;
  readonly pause: () => void;
  readonly resume: () => void;
}

/**
 * Makes records of what a plain connection sends, and stores them.
 *
 * Nobody is told, and nobody sends again: while the store does not take them, records wait and the connection is not
 * read, so that the sender waits too.
 */
export class PlainIntake {
  readonly #options: PlainIntakeOptions;
  readonly #reader: LineReader;
  #waiting: LogRecord[] = [];
  #waitingBytes = 0;
  #storingBytes = 0;
  /** Bytes of lines that may belong to a record that is not whole. */
  #openBytes = 0;
  #storing: Promise<void> | undefined;
  #settling: Timer | undefined;
  #paused = false;

  constructor(options: PlainIntakeOptions) {
    this.#options = options;
    const { services, host } = options;
    this.#reader = new LineReader(
      {
        // Two connections may send the same lines in the same millisecond.
        origin: randomUUID(),
        maxLineLength: services.options.maxRecordBytes,
        maxRecordLines: MAX_RECORD_LINES,
        ...(host !== undefined && { host }),
      },
      services.clock.now(),
    );
  }

  /** True while something waits to be stored. */
  get isBusy(): boolean {
    return this.#storing !== undefined;
  }

  /** Takes messages that have arrived together. */
  take(texts: readonly string[]): void {
    if (texts.length === 0) return;
    const { services, isFramed } = this.#options;
    const lines = isFramed ? texts.map(foldFrame) : texts;
    const text = `${lines.join('\n')}\n`;
    this.#openBytes += text.length;
    this.#add(this.#reader.push(text, services.clock.now()), text.length);
    if (this.#openBytes > services.options.maxRecordBytes) this.#settle();
    this.#settling?.cancel();
    this.#settling = services.clock.schedule(() => this.#settle(), SETTLE_MILLIS);
  }

  /** Takes what is left as it is; resolves when everything is stored. */
  async end(): Promise<void> {
    this.#settling?.cancel();
    this.#add(this.#reader.end(), 0);
    await this.#storing;
  }

  #settle(): void {
    this.#openBytes = 0;
    this.#add(this.#reader.settle(), 0);
  }

  #add(entries: readonly ReadEntry[], bytes: number): void {
    this.#waitingBytes += bytes;
    if (entries.length > 0) this.#openBytes = 0;
    for (const { record } of entries) this.#waiting.push(this.#options.isFramed ? unfoldRecord(record) : record);
    if (this.#waiting.length > 0) this.#storing ??= this.#store();
    this.#balance();
  }

  async #store(): Promise<void> {
    while (this.#waiting.length > 0) {
      const records = this.#waiting;
      this.#waiting = [];
      this.#storingBytes = this.#waitingBytes;
      this.#waitingBytes = 0;
      await this.#append(records);
      this.#storingBytes = 0;
      this.#balance();
    }
    this.#storing = undefined;
  }

  /** Tries until the store takes them; when the collector closes, once more. */
  async #append(records: readonly LogRecord[]): Promise<void> {
    const { acceptor, metrics, diagnostics, closing } = this.#options.services;
    metrics.add('tailrace_link_batches_total', 1, 'plain');
    const batch = { records: [...records], indexes: records.map((_, index) => index), rejected: [] };
    for (;;) {
      const isLast = closing.aborted;
      try {
        await acceptor.accept(batch);
        return;
      } catch (error) {
        const { retryAfterMillis, code } = toldOf(error, diagnostics);
        if (retryAfterMillis !== undefined && !isLast) {
          await this.#wait(retryAfterMillis);
          continue;
        }
        metrics.add('tailrace_ingest_lost_total', records.length);
        metrics.add('tailrace_link_refused_total', 1, 'plain');
        const message = `Records of a plain TCP connection could not be stored: ${code}.`;
        diagnostics.report({ name: 'store.failed', source: 'collector', message, records: records.length, error });
        return;
      }
    }
  }

  #wait(millis: number): Promise<void> {
    const { clock, closing } = this.#options.services;
    return new Promise((resolve) => {
      const over = (): void => {
        timer.cancel();
        closing.removeEventListener('abort', over);
        resolve();
      };
      const timer = clock.schedule(over, millis);
      closing.addEventListener('abort', over, { once: true });
    });
  }

  #balance(): void {
    const isFull = this.#waitingBytes + this.#storingBytes >= MAX_WAITING_BYTES;
    if (isFull === this.#paused) return;
    this.#paused = isFull;
    if (isFull) this.#options.pause();
    else this.#options.resume();
  }
}
