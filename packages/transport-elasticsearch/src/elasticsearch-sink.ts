import type { Clock, LogRecord } from '@tailrace/core';
import {
  type Batch,
  type Entry,
  type Failure,
  type Outcome,
  type Rejection,
  retryAfterToMillis,
  type Sink,
  type SinkTraits,
  SpareBytes,
} from '@tailrace/delivery';
import { bulkBody } from './bulk-body.ts';
import type { ElasticsearchClient } from './elasticsearch-client.ts';
import type { IndexName } from './index-name.ts';
import { BULK_FILTER, judgeBulk } from './judge-bulk.ts';
import { judgeFailure } from './judge-failure.ts';
import { type Answer, type SetupOptions, setUp } from './setup.ts';

/** How bulk requests are made. */
export interface ElasticsearchSinkOptions {
  readonly client: ElasticsearchClient;
  /** Whether the client is closed with the sink. */
  readonly ownsClient: boolean;
  readonly name: IndexName;
  /** Documents go into data streams only, never into an index that a write would make by the way. */
  readonly dataStream: boolean;
  /** What is put in place before the first document; `undefined` for nothing. */
  readonly setup: SetupOptions | undefined;
  readonly compression: boolean | undefined;
  readonly ordered: boolean;
  readonly maxBytes: number | undefined;
  readonly clock: Clock;
}

/** How often a document may fail inside the server (500) before it is set aside; nothing else is ever given up. */
const MAX_FAILURES = 20;
/** How many documents are counted for that; with more it is not the documents that are at fault. */
const MAX_COUNTED = 10_000;

/** Creates documents by bulk requests; the client neither retries nor sniffs. */
export class ElasticsearchSink implements Sink {
  readonly traits: SinkTraits;
  readonly destination: string;
  readonly route?: (record: LogRecord) => string;
  readonly #options: ElasticsearchSinkOptions;
  readonly #failures = new Map<string, number>();
  readonly #spare = new SpareBytes();
  #setup: Promise<Failure | undefined> | undefined;

  constructor(options: ElasticsearchSinkOptions) {
    const { client, name, ordered, maxBytes } = options;
    this.#options = options;
    this.traits = { ordered, repeats: 'ignored', borrows: true, ...(maxBytes !== undefined && { maxBytes }) };
    // Without user and password.
    const nodes = client.connectionPool.connections.map(({ url }) => `${url.origin}${url.pathname}`).sort();
    this.destination = `${nodes.join(',')} ${name.template}`;
    if (name.fixed === undefined) this.route = (record) => name.of(record);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    try {
      return (await this.#prepare(signal)) ?? (await this.#create(batch.entries, signal));
    } catch (error) {
      // What an abort makes of a client says nothing about the server.
      if (signal.aborted) return { status: 'retryable', reason: String(signal.reason) };
      const failure = judgeFailure(error, this.#options.clock.now());
      if (failure === undefined) throw withoutRequest(error);
      return failure;
    }
  }

  async close(): Promise<void> {
    if (this.#options.ownsClient) await this.#options.client.close();
  }

  async #create(entries: readonly Entry[], signal: AbortSignal): Promise<Outcome> {
    const { bytes, sent, unfit } = bulkBody(entries, (room) => this.#spare.take(room));
    if (sent.length === 0) return { status: 'partial', retry: [], rejected: unfit };
    const { client, dataStream, compression } = this.#options;
    const answer = await client.transport.request(
      {
        method: 'POST',
        path: `/${encodeURIComponent(this.#target(entries))}/_bulk`,
        querystring: { filter_path: BULK_FILTER, ...(dataStream && { require_data_stream: true }) },
        bulkBody: bytes,
      },
      { ...EACH_REQUEST, signal, ...(compression !== undefined && { compression }) },
    );
    // Only an answer shows that the client has no more use for them.
    this.#spare.give(bytes);
    const outcome = judgeBulk(answer, sent, {
      failedAgain: (place) => this.#failedAgain((entries[place] as Entry).id),
    });
    if (outcome.status === 'delivered') this.#failures.clear();
    return unfit.length === 0 ? outcome : withUnfit(outcome, sent, unfit);
  }

  #target(entries: readonly Entry[]): string {
    const { name } = this.#options;
    return name.fixed ?? (entries[0] as Entry).route;
  }

  /** Put in place once; what failed is tried again. */
  async #prepare(signal: AbortSignal): Promise<Failure | undefined> {
    const { setup } = this.#options;
    if (setup === undefined) return undefined;
    this.#setup ??= setUp(setup, (method, path, body) => this.#ask(signal, { method, path, body }));
    const current = this.#setup;
    try {
      const failure = await current;
      if (failure !== undefined && this.#setup === current) this.#setup = undefined;
      return failure;
    } catch (error) {
      if (this.#setup === current) this.#setup = undefined;
      throw error;
    }
  }

  async #ask(signal: AbortSignal, { method, path, body }: Question): Promise<Answer> {
    const { client, clock } = this.#options;
    const result = (await client.transport.request(
      { method, path, ...(body !== undefined && { body }) },
      { ...EACH_REQUEST, signal, meta: true, ignore: HANDED_OVER },
    )) as Result;
    const { statusCode, headers, body: answer } = result;
    const retryAfterMillis = retryAfterToMillis(headers['retry-after'], clock.now());
    return { status: statusCode, body: answer, retryAfterMillis };
  }

  #failedAgain(id: string): boolean {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    if (failures >= MAX_FAILURES) {
      this.#failures.delete(id);
      return true;
    }
    if (this.#failures.size < MAX_COUNTED || this.#failures.has(id)) this.#failures.set(id, failures);
    return false;
  }
}

/**
 * The client would copy the request into every error, the body byte by byte, to take secrets out: 270 MB and a second
 * for a batch of 2 MB. Its errors stay here instead, and only their words go on.
 */
const EACH_REQUEST = { maxRetries: 0, openTelemetry: { enabled: false }, redaction: { type: 'off' } } as const;

/** An error that holds no request, and so neither records nor secrets. */
function withoutRequest(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('meta' in error)) return error;
  return new Error(error instanceof Error ? `${error.name}: ${error.message}` : 'The client failed.');
}

/** What a client answers when it is asked for more than the body. */
interface Result {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
}

/** Statuses that the client hands over instead of throwing, to be judged by the setup. */
const HANDED_OVER = Array.from({ length: 200 }, (_, index) => 400 + index);

/** Adds the entries that were not sent to the outcome of those that were. */
function withUnfit(outcome: Outcome, sent: readonly number[], unfit: readonly Rejection[]): Outcome {
  switch (outcome.status) {
    case 'delivered':
      return { status: 'partial', retry: [], rejected: unfit };
    case 'partial':
      return { ...outcome, rejected: [...outcome.rejected, ...unfit] };
    case 'retryable': {
      const { retryAfterMillis } = outcome;
      const asked = retryAfterMillis === undefined ? {} : { retryAfterMillis };
      return { status: 'partial', retry: sent, rejected: unfit, ...asked };
    }
    default:
      return outcome;
  }
}
