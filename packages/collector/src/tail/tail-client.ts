import type { Writable } from 'node:stream';
import type { Clock, Timer, WireRecord } from '@tailrace/core';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { RecentIds } from './recent-ids.ts';
import type { TailForm } from './tail-form.ts';

const HEARTBEAT_MILLIS = 15_000;

/** What one reader of the live tail needs. */
export interface TailClientOptions {
  /** Where it reads: a response with its head already written, or a connection's writing side. */
  readonly output: Writable;
  readonly form: TailForm;
  readonly matches: (record: WireRecord) => boolean;
  /** Bytes that may wait for this reader. */
  readonly maxBufferBytes: number;
  readonly clock: Clock;
  readonly metrics: MetricRegistry;
  /** Called once, when nothing more is wanted. */
  readonly onEnd?: () => void;
}

/**
 * One reader of the live tail, over server-sent events or a WebSocket.
 *
 * What a slow reader has no room for is left out, newest first, and told as a `gap` with its number as soon as there is
 * room again: the reader always knows what it has not seen, and the collector's memory stays bounded.
 */
export class TailClient {
  readonly #options: TailClientOptions;
  #waiting: { readonly id: string; readonly data: string }[] | undefined = [];
  #waitingBytes = 0;
  #missed = 0;
  #onRoom: (() => void) | undefined;
  #heartbeat: Timer;
  #ended = false;

  constructor(options: TailClientOptions) {
    this.#options = options;
    this.#heartbeat = this.#schedule();
    options.output.on('drain', () => this.#wake());
    options.output.once('close', () => this.end());
  }

  get ended(): boolean {
    return this.#ended;
  }

  wants(record: WireRecord): boolean {
    return !this.#ended && this.#options.matches(record);
  }

  /** Sends a live record; until `goLive` it waits behind what is replayed from the store. */
  offer(id: string, data: string): void {
    if (this.#ended) return;
    if (this.#waiting === undefined) return this.#sendLive(id, data);
    if (this.#missed > 0 || this.#waitingBytes + data.length > this.#options.maxBufferBytes) return this.#miss();
    this.#waiting.push({ id, data });
    this.#waitingBytes += data.length;
  }

  /** Sends a record from the store; resolves when there is room for the next. */
  async replay(id: string, data: string): Promise<void> {
    if (this.#ended || this.#writeRecord(id, data)) return;
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /** Ends the replay: what waited is sent but for what was replayed, and from now on records go straight out. */
  goLive(replayed: RecentIds): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { id, data } of waiting) {
      if (!replayed.has(id)) this.#writeRecord(id, data);
    }
    this.#tellGap();
  }

  /** Sends an event of another kind. */
  say(...[event, data]: Parameters<TailForm['event']>): void {
    this.#write(this.#options.form.event(event, data));
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#heartbeat.cancel();
    this.#waiting = undefined;
    this.#options.output.end();
    this.#options.onEnd?.();
    this.#wake();
  }

  #sendLive(id: string, data: string): void {
    const { output, maxBufferBytes } = this.#options;
    const waiting = output.writableLength;
    if (this.#missed > 0 || (waiting > 0 && waiting + data.length > maxBufferBytes)) return this.#miss();
    this.#writeRecord(id, data);
  }

  /**
   * The first miss writes a comment behind what waits: when that has left, there is room again. Waiting for `drain` would
   * not do, since a stream says it only after a write that its own mark called too much, and that mark is not ours.
   */
  #miss(): void {
    this.#missed += 1;
    this.#options.metrics.add('tailrace_tail_missed_total');
    if (this.#missed === 1 && this.#waiting === undefined) this.#write(this.#comment('behind'), () => this.#tellGap());
  }

  #wake(): void {
    const resolve = this.#onRoom;
    this.#onRoom = undefined;
    resolve?.();
  }

  #tellGap(): void {
    if (this.#missed === 0 || this.#waiting !== undefined || this.#ended) return;
    const missed = this.#missed;
    this.#missed = 0;
    this.say('gap', { missed });
  }

  #comment(text: string): string {
    return this.#options.form.comment(text);
  }

  #writeRecord(id: string, data: string): boolean {
    if (!this.#ended) this.#options.metrics.add('tailrace_tail_records_total');
    return this.#write(this.#options.form.record(id, data));
  }

  #write(text: string, onSent?: () => void): boolean {
    if (this.#ended || this.#options.output.destroyed) return true;
    return this.#options.output.write(text, onSent);
  }

  #schedule(): Timer {
    return this.#options.clock.schedule(() => {
      this.#write(this.#comment('alive'));
      this.#heartbeat = this.#schedule();
    }, HEARTBEAT_MILLIS);
  }
}
