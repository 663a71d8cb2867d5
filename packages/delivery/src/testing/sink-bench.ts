import { deepStrictEqual, fail } from 'node:assert/strict';
import { newRecordId } from '@tailrace/core/runtime';
import { EncodedBatch } from '../batch.ts';
import { isTransient } from '../retry.ts';
import type { Entry, Outcome, Sink } from '../sink.ts';
import type { Destination } from './destination.ts';
import { textOf } from './memory-sink.ts';

/** What one check works with: a fresh sink before a fresh destination. */
export interface SinkBench {
  readonly sink: Sink;
  readonly destination: Destination;
  /** Makes entries; `words` become part of their bodies. */
  readonly entries: (count: number, words?: string) => readonly Entry[];
  /** Opens the sink if need be and sends once; what is thrown for the network's sake counts as retryable. */
  readonly send: (entries: readonly Entry[], signal?: AbortSignal) => Promise<Outcome>;
  /** Fails unless exactly these arrived, in this order. */
  readonly expectArrived: (entries: readonly Entry[]) => Promise<void>;
}

/** Makes what a check works with. */
export async function sinkBench(
  sink: Sink,
  destination: Destination,
  body: (index: number, words: string) => string,
): Promise<SinkBench> {
  const never = new AbortController().signal;
  const route = sink.route?.({ id: newRecordId(), timestamp: 0, level: 'info', severity: 9, message: '' }) ?? '';
  await sink.open?.(never);
  let made = 0;
  return {
    sink,
    destination,
    entries: (count, words = '') =>
      Array.from({ length: count }, () => {
        made += 1;
        const timestamp = 1_700_000_000_000 + made;
        return { id: newRecordId(timestamp), timestamp, severity: 9, route, body: body(made, words) };
      }),
    send: async (entries, signal = never) => {
      try {
        return await sink.send(new EncodedBatch(entries), signal);
      } catch (error) {
        if (!isTransient(error)) {
          fail(`send threw what tells of a fault in the sink itself, without a system code: ${String(error)}`);
        }
        return { status: 'retryable', reason: String(error) };
      }
    },
    expectArrived: async (entries) => {
      deepStrictEqual(
        await destination.received(entries.length),
        entries.map(textOf),
        'what arrived is not what was sent',
      );
    },
  };
}
