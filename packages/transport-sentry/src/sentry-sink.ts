import { type Clock, type LogRecord, systemClock } from '@tailrace/core';
import {
  type Batch,
  type Entry,
  judgeStatus,
  type Outcome,
  type Rejection,
  type Sink,
  type SinkTraits,
} from '@tailrace/delivery';
import type { ClientSource } from './client-source.ts';
import { type Envelope, eventEnvelope, logEnvelope } from './envelope.ts';
import { type EnvelopeAnswer, EnvelopePost } from './envelope-post.ts';
import { eventIdOf } from './format-event.ts';
import { MAX_EVENT_BYTES, type Prepared, prepareEvent } from './prepare-event.ts';
import { prepareLog } from './prepare-log.ts';
import { type Limit, RateLimits } from './rate-limits.ts';
import { emit, type SentryClient } from './sentry-sdk.ts';
import type { SentryFormat } from './sentry-format.ts';
import { type Category, categoryOf, type SorterSettings } from './sorter.ts';

/** What the sink is made with. */
export interface SentrySinkOptions {
  readonly source: ClientSource;
  readonly format: SentryFormat;
  readonly sorter: SorterSettings;
  readonly clock?: Clock;
}

/** Outcomes other than a partial one: what becomes of a whole envelope. */
type Whole = Exclude<Outcome, { status: 'partial' }>;

/** As many as Sentry's own SDKs put into one item. */
const MAX_LOGS = 100;

/** Posts events one by one and logs together, each category by itself, and judges the answer of each envelope. */
export class SentrySink implements Sink {
  readonly traits: SinkTraits = {
    ordered: false,
    repeats: 'possible',
    borrows: true,
    maxRecords: MAX_LOGS,
    maxBytes: MAX_EVENT_BYTES,
    maxRecordBytes: MAX_EVENT_BYTES,
  };
  readonly destination: string;
  readonly #options: SentrySinkOptions;
  readonly #post = new EnvelopePost();
  readonly #limits = new RateLimits();
  readonly #clock: Clock;
  /** What the application's callbacks made of an entry: they are asked once, however often it is tried. */
  readonly #prepared = new WeakMap<Entry, Promise<Prepared>>();

  constructor(options: SentrySinkOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.destination = options.source.destination;
  }

  route(record: LogRecord): Category {
    return categoryOf(record, this.#options.sorter) ?? 'log_item';
  }

  async send({ entries }: Batch, signal: AbortSignal): Promise<Outcome> {
    const { client } = this.#options.source;
    if (client?.getDsn() === undefined)
      return { status: 'refused', cause: 'access', reason: this.#options.source.absence };
    return entries[0]?.route === 'error'
      ? this.#sendEvents(entries, client, signal)
      : this.#sendLogs(entries, client, signal);
  }

  close(): Promise<void> {
    return this.#options.source.close();
  }

  async #sendLogs(entries: readonly Entry[], client: SentryClient, signal: AbortSignal): Promise<Outcome> {
    const limit = this.#limits.of('log_item', this.#clock.now());
    if (limit !== undefined) return limited(limit);
    const rejected: Rejection[] = [];
    const logs =
      client.getOptions().beforeSendLog === undefined ? entries : await this.#seen(entries, client, rejected);
    if (logs.length === 0) return { status: 'partial', retry: [], rejected };
    const outcome = this.#judge(await this.#sent(logEnvelope(logs, client), client, signal), 'log_item');
    return outcome.status === 'delivered' && rejected.length > 0 ? { status: 'partial', retry: [], rejected } : outcome;
  }

  /** What the application's `beforeSendLog` made of logs. */
  async #seen(entries: readonly Entry[], client: SentryClient, rejected: Rejection[]): Promise<readonly Entry[]> {
    const logs: Entry[] = [];
    for (const [index, entry] of entries.entries()) {
      const prepared = await this.#prepare(entry, () => Promise.resolve(prepareLog(textOf(entry), client)));
      if ('veto' in prepared) rejected.push({ index, reason: prepared.veto });
      else logs.push(logEntry(entry, prepared.json));
    }
    return logs;
  }

  /** One after the other, so that what was delivered is known when one fails or the time is over. */
  async #sendEvents(entries: readonly Entry[], client: SentryClient, signal: AbortSignal): Promise<Outcome> {
    const rejected: Rejection[] = [];
    for (const [index, entry] of entries.entries()) {
      const limit = this.#limits.of('error', this.#clock.now());
      const outcome = limit === undefined ? await this.#sendEvent(entry, client, signal, index > 0) : limited(limit);
      if (outcome.status === 'delivered') continue;
      if (outcome.status === 'refused' && outcome.cause !== 'access') {
        rejected.push({ index, reason: outcome.reason });
        continue;
      }
      // Nothing has come of this try yet: the delivery hears why.
      if (index === 0) return outcome;
      const retry = Array.from({ length: entries.length - index }, (_, further) => index + further);
      return { ...outcome, status: 'partial', retry, rejected };
    }
    return rejected.length === 0 ? { status: 'delivered' } : { status: 'partial', retry: [], rejected };
  }

  /** @param isLater - Others of the batch have an outcome, which must not be lost by what is thrown here. */
  async #sendEvent(entry: Entry, client: SentryClient, signal: AbortSignal, isLater: boolean): Promise<Whole> {
    const { format } = this.#options;
    const prepared = await this.#prepare(entry, () =>
      prepareEvent(textOf(entry), client, format.processorsFor(entry.id)).finally(() => format.forget(entry.id)),
    );
    if ('veto' in prepared) return { status: 'refused', cause: 'content', reason: prepared.veto };
    const envelope = eventEnvelope(prepared.eventId ?? eventIdOf(entry.id), prepared.json, client);
    try {
      const answer = await this.#sent(envelope, client, signal);
      const outcome = this.#judge(answer, 'error');
      if (outcome.status === 'delivered') emit(client, 'afterSendEvent', JSON.parse(prepared.json), answer);
      return outcome;
    } catch (error) {
      if (!isLater) throw error;
      return { status: 'retryable', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #prepare(entry: Entry, prepare: () => Promise<Prepared>): Promise<Prepared> {
    let prepared = this.#prepared.get(entry);
    if (prepared === undefined) {
      prepared = prepare();
      this.#prepared.set(entry, prepared);
    }
    return prepared;
  }

  #sent(envelope: Envelope, client: SentryClient, signal: AbortSignal): Promise<EnvelopeAnswer> {
    emit(client, 'beforeEnvelope', envelope);
    // Who listens at the application's client may look at an envelope later, too.
    const isSeen = !this.#options.source.owns(client);
    return this.#post.send(client, envelope, signal, isSeen);
  }

  #judge({ statusCode, headers = {} }: EnvelopeAnswer, category: Category): Whole {
    // One time for both, so that what is asked for is passed on to the millisecond.
    const now = this.#clock.now();
    this.#limits.learn(statusCode, headers, now);
    if (statusCode === undefined) return { status: 'retryable', reason: 'Sentry\u2019s transport did not send it' };
    if (statusCode >= 200 && statusCode < 300) return { status: 'delivered' };
    const failure = judgeStatus(statusCode, `HTTP ${statusCode}`);
    const limit = failure.status === 'retryable' ? this.#limits.of(category, now) : undefined;
    return limit === undefined ? failure : { ...limited(limit), reason: failure.reason };
  }
}

function limited({ waitMillis, routeOnly }: Limit): Extract<Outcome, { status: 'retryable' }> {
  return { status: 'retryable', reason: 'limited by Sentry', retryAfterMillis: waitMillis, routeOnly };
}

function logEntry({ id, timestamp, severity, route }: Entry, body: string): Entry {
  return { id, timestamp, severity, route, body };
}

function textOf({ body }: Entry): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
