import { type Clock, newRecordId, type Timer } from '@tailrace/core/runtime';
import { BlockEntry, type JoinedTexts } from './block-entry.ts';
import type { Delivery } from './delivery.ts';
import type { DeliverySettings } from './delivery-options.ts';
import type { EntryWriter } from './entry-writer.ts';
import type { Sink } from './sink.ts';

const LEVEL = Symbol.for('level');

/**
 * Text becomes bytes in pieces of this size. The record that makes it full waits for that: with 4,096 longer than any
 * other of a hundred, while all of them together gain 2 %.
 */
const PIECE_UNITS = 2_048;
/** UTF-8 takes no more for a unit of UTF-16. */
const MAX_UNIT_BYTES = 3;
const NOTHING = Buffer.alloc(0);
/** A larger buffer, which a long text has made, is not kept. */
const KEPT_BYTES = 1024 * 1024;

/** Joins the texts of records that come close together, for a sink that takes them so. */
export class Joiner {
  readonly #joint: string;
  readonly #limits: DeliverySettings['batch'];
  readonly #clock: Clock;
  readonly #entries: EntryWriter;
  readonly #delivery: Delivery;
  /** What is not in the buffer yet. */
  #text = '';
  /** Used again for every block. */
  #buffer: Buffer = NOTHING;
  #spare: Buffer | undefined;
  #bytes = 0;
  #lengths: number[] = [];
  #levels: unknown[] = [];
  #timer: Timer | undefined;

  constructor(
    joint: string,
    limits: DeliverySettings['batch'],
    clock: Clock,
    entries: EntryWriter,
    delivery: Delivery,
  ) {
    this.#joint = joint;
    this.#limits = limits;
    this.#clock = clock;
    this.#entries = entries;
    this.#delivery = delivery;
  }

  /** Takes an info; false where it has to travel alone, behind what was taken before. */
  add(info: Record<PropertyKey, unknown>): boolean {
    // Once something has failed, records have to be told apart: each may have to go for another.
    const text = this.#delivery.isWell ? this.#entries.textOf(info) : undefined;
    if (text === undefined) {
      this.seal();
      return false;
    }
    const lengths = this.#lengths;
    if (lengths.length === 0) {
      this.#text = text;
      this.#timer ??= this.#clock.schedule(() => this.#due(), this.#limits.ageMillis);
    } else {
      this.#text += this.#joint + text;
    }
    lengths.push(text.length);
    this.#levels.push(info[LEVEL] ?? info['level']);
    if (this.#text.length >= PIECE_UNITS) this.#encode();
    if (lengths.length >= this.#limits.records || this.#bytes >= this.#limits.bytes) this.seal();
    return true;
  }

  /** Hands on what was joined. */
  seal(): void {
    if (this.#lengths.length === 0) return;
    const now = Date.now();
    this.#encode();
    const texts = { ...this.#body(), lengths: this.#lengths, levels: this.#levels, joint: this.#joint };
    this.#lengths = [];
    this.#levels = [];
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#delivery.offerJoined(new BlockEntry(newRecordId(now), now, texts));
  }

  /** What was encoded: in the buffer itself where it fills a good part of it, which comes back when it has been sent. */
  #body(): Pick<JoinedTexts, 'body' | 'ended'> {
    const buffer = this.#buffer;
    const body = buffer.subarray(0, this.#bytes);
    this.#bytes = 0;
    if (body.length * 4 < buffer.length) return { body: Buffer.from(body), ended: undefined };
    this.#buffer = this.#spare ?? NOTHING;
    this.#spare = undefined;
    return {
      body,
      ended: () => {
        if (buffer.length <= KEPT_BYTES) this.#spare = buffer;
      },
    };
  }

  #encode(): void {
    const most = this.#bytes + MAX_UNIT_BYTES * this.#text.length;
    if (most > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, this.#limits.bytes + MAX_UNIT_BYTES * PIECE_UNITS));
      this.#buffer.copy(larger, 0, 0, this.#bytes);
      this.#buffer = larger;
    }
    this.#bytes += this.#buffer.write(this.#text, this.#bytes, 'utf8');
    this.#text = '';
  }

  #due(): void {
    this.seal();
    this.#delivery.hurry();
  }
}

/** A joiner for a sink that takes joined records, where nobody asks for the records themselves. */
export function joinerFor(
  sink: Sink,
  { batch }: DeliverySettings,
  clock: Clock,
  entries: EntryWriter,
  delivery: Delivery,
): Joiner | undefined {
  const { joins } = sink.traits;
  if (joins === undefined || sink.route !== undefined) return undefined;
  return new Joiner(joins, batch, clock, entries, delivery);
}
