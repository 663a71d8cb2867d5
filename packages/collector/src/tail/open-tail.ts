import type { Writable } from 'node:stream';
import { TailraceError, type WireRecord } from '@tailrace/core';
import { compilePredicate, type Query } from '@tailrace/query';
import type { Caller } from '../access/caller.ts';
import { codeOf } from '../api/failure.ts';
import type { Services } from '../services.ts';
import { RecentIds } from './recent-ids.ts';
import { TailClient } from './tail-client.ts';
import type { TailForm } from './tail-form.ts';

/** Records from the store before the live ones, at the most. */
export const MAX_LAST = 1000;

/** What a reader asks for. */
export interface TailQuestion {
  readonly query: Query;
  /** Go on after the record with this id. */
  readonly after: string | undefined;
  /** Begin with so many of the newest. */
  readonly last: number;
}

/** Who asks, and where the answer goes. */
export interface TailReader {
  readonly caller: Caller;
  /** Called once the reader is let in; answers where it reads. */
  open(): Writable;
  readonly form: TailForm;
  /** Aborted when the reader leaves. */
  readonly signal: AbortSignal;
}

/**
 * Lets a reader into the live tail, over whatever protocol it reads; its beginning comes from the store.
 *
 * @throws TailraceError `TAILRACE_BUSY` where there are readers enough, before `open` is called.
 */
export function openTail(services: Services, question: TailQuestion, reader: TailReader): TailClient {
  const { tail, options, audit, clock, metrics, closing } = services;
  const { query } = question;
  const matches = compilePredicate(query.filter);
  if (closing.aborted || tail.size >= options.maxTailClients) {
    throw new TailraceError('TAILRACE_BUSY', `There are ${tail.size} readers of the live tail already.`);
  }
  audit.note({ action: 'tail', caller: reader.caller, target: query.source });
  const output = reader.open();
  const maxBufferBytes = options.maxTailBufferBytes;
  const client = new TailClient({
    output,
    form: reader.form,
    matches,
    maxBufferBytes,
    clock,
    metrics,
    onEnd: () => leave(),
  });
  // Joined before the store is asked: what arrives in between waits, and nothing falls between the two.
  const leave = tail.join(client);
  const notes = [
    ...query.notes,
    ...(query.pipes.length > 0 ? ['A tail shows records: what follows the first | is left aside.'] : []),
  ];
  if (notes.length > 0) client.say('note', { notes });
  void replay(services, client, question, reader.signal);
  return client;
}

async function replay(
  { store, metrics }: Services,
  client: TailClient,
  question: TailQuestion,
  signal: AbortSignal,
): Promise<void> {
  const replayed = new RecentIds();
  try {
    for await (const record of beginningOf()) {
      replayed.add(record.id);
      await client.replay(record.id, JSON.stringify(record));
      if (client.ended) return;
    }
  } catch (error) {
    // The answer has begun: a reader that cannot have its past is told so, and still gets what comes.
    if (!client.ended) {
      metrics.add('tailrace_query_failures_total', 1, codeOf(error));
      client.say('gap', { missed: null });
    }
  }
  client.goLive(replayed);

  async function* beginningOf(): AsyncIterable<WireRecord> {
    const { query, after, last } = question;
    const records = { filter: query.filter, pipes: [] };
    if (after === undefined) {
      if (last === 0) return;
      const answer = await store.query({ ...records, order: 'newest', limit: last }, { signal });
      if (answer.kind === 'records') yield* answer.records.toReversed();
      return;
    }
    const start = await store.get(after);
    if (start === undefined) {
      client.say('gap', { missed: null });
      return;
    }
    const from = Date.parse(start.timestamp);
    const asked = { ...records, from, order: 'oldest', limit: Number.MAX_SAFE_INTEGER } as const;
    for await (const record of store.stream(asked, { signal })) if (isAfter(record, start)) yield record;
  }
}

function isAfter(record: WireRecord, start: WireRecord): boolean {
  return record.timestamp === start.timestamp ? record.id > start.id : record.timestamp > start.timestamp;
}
