import { TailraceError, type WireRecord } from '@tailrace/core';
import { compilePredicate, parseQuery, type Query } from '@tailrace/query';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteMount } from '../routes.ts';
import { RecentIds } from '../tail/recent-ids.ts';
import { TailClient } from '../tail/tail-client.ts';
import { clientSignal } from './client-signal.ts';
import { codeOf } from './failure.ts';
import { Parameters } from './parameters.ts';

const MAX_LAST = 1000;

/** What is sent before the live records. */
interface Beginning {
  readonly query: Query;
  readonly after: string | undefined;
  readonly last: number;
}

/** `GET /v1/tail`: matching records as they are stored, as server-sent events. */
export const mountTail: RouteMount = (route, services) => {
  const { store, tail, options, audit, clock, metrics, closing } = services;

  route('GET /v1/tail', async (request, reply, caller) => {
    const beginning = readBeginning(request, clock.now());
    const { query } = beginning;
    const matches = compilePredicate(query.filter);
    if (closing.aborted || tail.size >= options.maxTailClients) {
      throw new TailraceError('TAILRACE_BUSY', `There are ${tail.size} readers of the live tail already.`);
    }
    audit.note({ action: 'tail', caller, target: query.source });
    const signal = clientSignal(reply);
    openStream(reply);
    const client = new TailClient({
      output: reply.raw,
      matches,
      maxBufferBytes: options.maxTailBufferBytes,
      clock,
      metrics,
    });
    // Joined before the store is asked: what arrives in between waits, and nothing falls between the two.
    reply.raw.once('close', tail.join(client));
    const notes = [
      ...query.notes,
      ...(query.pipes.length > 0 ? ['A tail shows records: what follows the first | is left aside.'] : []),
    ];
    if (notes.length > 0) client.say('note', { notes });
    await begin(client, beginning, signal);
  });

  async function begin(client: TailClient, beginning: Beginning, signal: AbortSignal): Promise<void> {
    const replayed = new RecentIds();
    try {
      for await (const record of beginningOf(client, beginning, signal)) {
        replayed.add(record.id);
        await client.replay(record.id, JSON.stringify(record));
        if (client.ended) return;
      }
    } catch (error) {
      // The head is out: a reader that cannot have its past is told so, and still gets what comes.
      if (!client.ended) {
        metrics.add('tailrace_query_failures_total', 1, codeOf(error));
        client.say('gap', { missed: null });
      }
    }
    client.goLive(replayed);
  }

  async function* beginningOf(
    client: TailClient,
    { query, after, last }: Beginning,
    signal: AbortSignal,
  ): AsyncIterable<WireRecord> {
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
    const question = {
      ...records,
      from: Date.parse(start.timestamp),
      order: 'oldest',
      limit: Number.MAX_SAFE_INTEGER,
    } as const;
    for await (const record of store.stream(question, { signal })) {
      if (isAfter(record, start)) yield record;
    }
  }
};

function readBeginning(request: FastifyRequest, now: number): Beginning {
  const parameters = new Parameters(request.query, ['q', 'last', 'lastEventId'], now);
  const header = request.headers['last-event-id'];
  const after = (typeof header === 'string' ? header : undefined) ?? parameters.text('lastEventId');
  return {
    query: parseQuery(parameters.text('q') ?? '', { now }),
    after: after === '' ? undefined : after,
    last: parameters.integer('last', 0, MAX_LAST) ?? 0,
  };
}

/** Writes the head by hand: the framework would wait for an end that does not come. */
function openStream(reply: FastifyReply): void {
  void reply.hijack();
  reply.raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
    // Nothing follows a tail on its connection, which would only hold up the close.
    connection: 'close',
  } as Record<string, string>);
  reply.raw.write('retry: 2000\n\n');
}

function isAfter(record: WireRecord, start: WireRecord): boolean {
  return record.timestamp === start.timestamp ? record.id > start.id : record.timestamp > start.timestamp;
}
