import type { WireRecord } from '@tailrace/core';
import { compareRecords, messageTemplate, weightOf } from '@tailrace/query';
import { Timeline, TimelineScale } from './timeline.ts';

/** Messages that are the same but for what changes in them. */
export interface MessagePattern {
  readonly count: number;
  /** Of all records, 0 to 1. */
  readonly share: number;
  readonly pattern: string;
  /** The newest of its messages. */
  readonly example: string;
  /** Counts over time, all patterns over the same; absent where the source did not say. */
  readonly trend?: readonly number[];
}

interface Counted {
  count: number;
  example: WireRecord;
  readonly timeline: Timeline;
}

/** Patterns that are told apart; beyond it the rarest half is forgotten, and its counts with it. */
const MAX_PATTERNS = 20_000;

/** Groups messages by their pattern, weights of sampled records included. */
export class PatternCounter {
  readonly #patterns = new Map<string, Counted>();
  readonly #scale: TimelineScale;
  #total = 0;
  #forgot = false;

  /** @param buckets - Points of a trend at the most. */
  constructor(buckets: number) {
    this.#scale = new TimelineScale(buckets);
  }

  get forgot(): boolean {
    return this.#forgot;
  }

  add(record: WireRecord): void {
    const pattern = messageTemplate(record.message);
    const weight = weightOf(record);
    this.#total += weight;
    let counted = this.#patterns.get(pattern);
    if (counted === undefined) {
      counted = { count: 0, example: record, timeline: new Timeline(this.#scale) };
      this.#patterns.set(pattern, counted);
      if (this.#patterns.size > MAX_PATTERNS) this.#forget();
    }
    counted.count += weight;
    if (compareRecords(record, counted.example) > 0) counted.example = record;
    counted.timeline.add(Date.parse(record.timestamp), weight);
  }

  /** The most frequent patterns, the first first. */
  top(limit: number): MessagePattern[] {
    return [...this.#patterns]
      .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([pattern, { count, example, timeline }]) => ({
        count,
        share: count / this.#total,
        pattern,
        example: example.message,
        trend: timeline.counts(),
      }));
  }

  #forget(): void {
    this.#forgot = true;
    const rarest = [...this.#patterns].sort(([, one], [, other]) => one.count - other.count).slice(0, MAX_PATTERNS / 2);
    for (const [pattern] of rarest) this.#patterns.delete(pattern);
  }
}
