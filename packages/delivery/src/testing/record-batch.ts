import { newRecordId } from '@tailrace/core';
import { EncodedBatch } from '../batch.ts';
import type { Batch, Entry } from '../sink.ts';

/** Makes a batch of wire records with ids, whose messages are `record 0 words`, `record 1 words` and so on. */
export function recordBatch(count: number, words = ''): Batch {
  return new EncodedBatch(
    Array.from({ length: count }, (_, index): Entry => {
      const id = newRecordId();
      const body = JSON.stringify({ id, message: `record ${index} ${words}` });
      return { id, timestamp: 0, severity: 9, route: '', body };
    }),
  );
}

/** Answers the messages of wire records. */
export function messagesOf(entries: readonly string[]): string[] {
  return entries.map((line) => (JSON.parse(line) as { message: string }).message);
}
