import { Readable } from 'node:stream';
import { type IngestAnswer, type LinkBatch, type LinkMessage, TailraceError } from '@tailrace/core';
import type { Caller } from '../access/caller.ts';
import type { Guard } from '../access/guard.ts';
import { LINK_ACCESS } from '../access/roles.ts';
import { readBody } from '../ingest/body.ts';
import { type ParsedBatch, parseLines } from '../ingest/parse.ts';
import type { PendingAccount } from '../ingest/pending-bytes.ts';
import type { Services } from '../services.ts';
import { toldOf } from './link-failure.ts';

/** Above either, nothing more is read from a connection until some of it is answered. */
const MAX_BYTES_IN_HAND = 4 * 1024 * 1024;
const MAX_BATCHES_IN_HAND = 128;

/** What may wait for a client that does not read its answers. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/** How a connection is spoken to, and slowed down. */
export interface LaneOutput {
  send(message: LinkMessage, onSent: () => void): void;
  /** Reads no more from the connection. */
  pause(): void;
  resume(): void;
}

/** What a lane works with. */
export interface LaneOptions {
  readonly services: Services;
  readonly guard: Guard;
  readonly caller: Caller;
  readonly protocol: 'websocket' | 'tcp';
  readonly output: LaneOutput;
}

/**
 * Takes the batches of one connection, and answers them in their order.
 *
 * They are parsed one after the other and then appended at the same time, so that batches behind each other share a
 * sync of the disk. What is in hand is bounded: above the bounds the connection is not read.
 */
export class BatchLane {
  readonly #options: LaneOptions;
  #parsing: Promise<unknown> = Promise.resolve();
  #answering: Promise<void> = Promise.resolve();
  #lastSeq = 0;
  #batches = 0;
  #bytes = 0;
  #unsent = 0;
  #paused = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** True while nothing is read from the connection. */
  get paused(): boolean {
    return this.#paused;
  }

  /** How many batches are not answered yet. */
  get inHand(): number {
    return this.#batches;
  }

  /**
   * Judges a batch by its announcement.
   *
   * @returns why it is not taken: its bytes are passed over then, and `refuse` answers it.
   * @throws TailraceError `TAILRACE_BAD_REQUEST` where it is out of turn: nothing on this connection can be trusted.
   */
  announce({ seq, bytes, encoding }: LinkBatch): TailraceError | undefined {
    const { services, guard, caller } = this.#options;
    if (seq !== this.#lastSeq + 1) {
      throw new TailraceError('TAILRACE_BAD_REQUEST', `Batch ${seq} came after batch ${this.#lastSeq}.`);
    }
    this.#lastSeq = seq;
    try {
      guard.checkRole(caller, LINK_ACCESS.batch);
    } catch (error) {
      return error as TailraceError;
    }
    const { maxBodyBytes } = services.options;
    if (bytes > maxBodyBytes) {
      const message = `The batch is over ${maxBodyBytes} bytes as sent. Nothing of it was stored.`;
      return new TailraceError('TAILRACE_BODY_TOO_LARGE', message);
    }
    // Other ends may know more encodings than this one.
    if (encoding !== undefined && (encoding as string) !== 'gzip') {
      return new TailraceError('TAILRACE_MEDIA_TYPE', 'The encoding of a batch is gzip, or absent.');
    }
    return undefined;
  }

  /** Takes a batch whose bytes are all there. @param account - Was charged for the bytes; it is closed here. */
  take(header: LinkBatch, body: Buffer, account: PendingAccount): void {
    const { services, protocol } = this.#options;
    services.metrics.add('tailrace_link_bytes_total', body.length, protocol);
    const parsed = this.#parsing.then(() => this.#parse(header, body, account));
    this.#parsing = parsed.catch(() => undefined);
    const stored = parsed.then((batch) => services.acceptor.accept(batch));
    this.#answer(header.seq, body.length, stored, account);
  }

  /** Answers a batch that was not taken, behind those before it. */
  refuse({ seq }: LinkBatch, error: unknown): void {
    this.#answer(seq, 0, Promise.reject(error), undefined);
  }

  /** Resolves when every batch so far is answered. */
  settled(): Promise<void> {
    return this.#answering;
  }

  async #parse(header: LinkBatch, body: Buffer, account: PendingAccount): Promise<ParsedBatch> {
    const { options, metrics, clock, acceptor } = this.#options.services;
    const { length } = body;
    const lines = header.encoding === 'gzip' ? await readBody(Readable.from([body]), 'gzip', options, account) : body;
    metrics.add('tailrace_ingest_bytes_total', lines.length);
    const batch = await parseLines(lines, {
      maxRecordBytes: options.maxRecordBytes,
      now: clock.now(),
      account,
      asLines: acceptor.takesLines,
    });
    const held = batch.records.length + batch.rejected.length;
    if (held === header.records) return batch;
    throw new TailraceError(
      'TAILRACE_BAD_REQUEST',
      `The batch announces ${header.records} records and holds ${held} in its ${length} bytes. Nothing of it was stored.`,
    );
  }

  #answer(seq: number, bytes: number, stored: Promise<IngestAnswer>, account: PendingAccount | undefined): void {
    const { services, protocol } = this.#options;
    services.metrics.add('tailrace_link_batches_total', 1, protocol);
    this.#batches += 1;
    this.#bytes += bytes;
    this.#balance();
    const message: Promise<LinkMessage> = stored.then(
      ({ accepted, duplicates, rejected }) => ({ type: 'ack', seq, accepted, duplicates, rejected }),
      (error: unknown) => ({ type: 'nack', seq, ...toldOf(error, services.diagnostics) }),
    );
    const before = this.#answering;
    this.#answering = (async () => {
      const answer = await message;
      account?.close();
      await before;
      this.#count(answer);
      this.#batches -= 1;
      this.#bytes -= bytes;
      this.#send(answer);
    })();
  }

  #count(answer: LinkMessage): void {
    const { services, protocol } = this.#options;
    const isRefused = answer.type === 'nack';
    services.metrics.add('tailrace_ingest_requests_total', 1, String(isRefused ? answer.status : 200));
    if (isRefused) services.metrics.add('tailrace_link_refused_total', 1, protocol);
  }

  #send(message: LinkMessage): void {
    // The texts of rejections are short; their number is what makes an answer large.
    const weight = 100 + (message.type === 'ack' ? message.rejected.length * 100 : 0);
    this.#unsent += weight;
    this.#options.output.send(message, () => {
      this.#unsent -= weight;
      this.#balance();
    });
    this.#balance();
  }

  #balance(): void {
    const full =
      this.#bytes >= MAX_BYTES_IN_HAND || this.#batches >= MAX_BATCHES_IN_HAND || this.#unsent >= MAX_UNSENT_BYTES;
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#options.output.pause();
    else this.#options.output.resume();
  }
}
