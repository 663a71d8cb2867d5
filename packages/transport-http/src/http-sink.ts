import type { Clock } from '@tailrace/core';
import type { Batch, Framing, HeadersOption, Outcome, RequestHeaders, Sink, SinkTraits } from '@tailrace/delivery';
import type { Dispatcher } from 'undici';
import { type ConnectionSettings, dispatcherTo } from './dispatcher.ts';
import { type HttpAnswer, judgeHttpAnswer } from './judge-answer.ts';
import { refusedWay } from './refused-way.ts';

/** Headers of a request. */
export type HttpHeaders = RequestHeaders;

/** How requests are made. */
export interface HttpSinkOptions extends ConnectionSettings {
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly headers: HeadersOption;
  readonly framing: Extract<Framing, 'newline' | 'json-array' | 'none'>;
  readonly compression: 'gzip' | 'br' | false;
  readonly ordered: boolean;
  /** Bounds of a batch that are the server's. */
  readonly limits: Pick<SinkTraits, 'maxBytes' | 'maxRecords' | 'maxRecordBytes'>;
  readonly repeats: SinkTraits['repeats'];
  /** Judges answers that the rules of HTTP do not fit. */
  readonly judge: ((answer: HttpAnswer) => Outcome | undefined) | undefined;
  readonly clock: Clock;
}

/** What is read of an answer; a collector's is far below it. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Posts batches to an address over connections that are kept. */
export class HttpSink implements Sink {
  readonly traits: SinkTraits;
  readonly destination: string;
  readonly #options: HttpSinkOptions;
  readonly #path: string;
  readonly #dispatcher: Dispatcher;

  constructor(options: HttpSinkOptions) {
    const { url } = options;
    this.#options = options;
    this.#path = `${url.pathname}${url.search}`;
    // Without user, password and query, which may hold secrets.
    this.destination = `${url.origin}${url.pathname}`;
    this.traits = { ordered: options.ordered, repeats: options.repeats, borrows: true, ...options.limits };
    this.#dispatcher = dispatcherTo(url.origin, options);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const { method, framing, compression } = this.#options;
    const body = await batch.encode(framing, compression === false ? undefined : compression);
    const own = await this.#ownHeaders();
    if (own === undefined) return { status: 'refused', cause: 'access', reason: 'the headers function failed' };
    try {
      const answer = await this.#dispatcher.request({
        origin: this.#options.url.origin,
        path: this.#path,
        method,
        headers: { ...this.#headers(), ...lowerCased(own) },
        body,
        signal,
      });
      return await this.#judge(answer, batch.entries.length);
    } catch (error) {
      const refusal = refusedWay(error);
      if (refusal === undefined) throw error;
      return { status: 'refused', cause: 'access', reason: refusal };
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #judge(answer: Dispatcher.ResponseData, entries: number): Promise<Outcome> {
    const retryAfter = answer.headers['retry-after'];
    const read: HttpAnswer = {
      status: answer.statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      body: await textOf(answer.body),
    };
    return this.#ownJudgement(read) ?? judgeHttpAnswer(read, entries, this.#options.clock.now());
  }

  /** What the application's judge says; one that throws has no say, for good records would pay for it. */
  #ownJudgement(answer: HttpAnswer): Outcome | undefined {
    try {
      return this.#options.judge?.(answer);
    } catch {
      return undefined;
    }
  }

  /** The application's headers; `undefined` where its function throws, which is no fault of the records. */
  async #ownHeaders(): Promise<HttpHeaders | undefined> {
    const { headers } = this.#options;
    if (typeof headers !== 'function') return headers;
    try {
      return await headers();
    } catch {
      return undefined;
    }
  }

  #headers(): Record<string, string> {
    const { contentType, authorization, compression } = this.#options;
    return {
      'content-type': contentType,
      ...(compression !== false && { 'content-encoding': compression }),
      ...(authorization !== undefined && { authorization }),
    };
  }
}

/** Names of headers in the one case in which each is there once, the application's before the transport's. */
function lowerCased(headers: HttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Reads an answer to its end, so that its connection can be used again, and keeps what is of use. */
async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
