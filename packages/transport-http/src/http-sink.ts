import type { Clock } from '@tailrace/core';
import type { Batch, Framing, Outcome, Sink, SinkTraits } from '@tailrace/delivery';
import { type Dispatcher, Pool } from 'undici';
import type { ConnectionOptions } from 'node:tls';
import { judgeHttpAnswer } from './judge-answer.ts';

/** Headers of a request, or what answers them for each, a fresh token among them. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** What a TLS connection is made with, as `tls.connect` takes it. */
export type HttpTlsOptions = Readonly<
  Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'minVersion' | 'rejectUnauthorized'>
>;

/** How requests are made. */
export interface HttpSinkOptions {
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly headers: HttpHeaders | (() => HttpHeaders | Promise<HttpHeaders>);
  readonly framing: Extract<Framing, 'newline' | 'json-array'>;
  readonly compression: 'gzip' | 'br' | false;
  readonly ordered: boolean;
  readonly maxBytes: number | undefined;
  readonly connections: number;
  readonly connectTimeoutMillis: number;
  readonly keepAliveMillis: number;
  readonly tls: HttpTlsOptions | undefined;
  readonly clock: Clock;
}

/** What is read of an answer; a collector's is far below it. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Codes of failed certificates and handshakes: the way is refused, and trying harder does not help. */
const TLS_CODE = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Posts batches to an address over connections that are kept. */
export class HttpSink implements Sink {
  readonly traits: SinkTraits;
  readonly destination: string;
  readonly #options: HttpSinkOptions;
  readonly #path: string;
  readonly #pool: Pool;

  constructor(options: HttpSinkOptions) {
    const { url, maxBytes } = options;
    this.#options = options;
    this.#path = `${url.pathname}${url.search}`;
    // Without user, password and query, which may hold secrets.
    this.destination = `${url.origin}${url.pathname}`;
    this.traits = { ordered: options.ordered, repeats: 'possible', ...(maxBytes !== undefined && { maxBytes }) };
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      pipelining: 1,
      // The delivery's own time limit aborts what takes too long.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: options.keepAliveMillis,
      connect: { timeout: options.connectTimeoutMillis, ...options.tls },
    });
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const { method, framing, compression } = this.#options;
    const body = await batch.encode(framing, compression === false ? undefined : compression);
    const own = await this.#ownHeaders();
    if (own === undefined) return { status: 'refused', cause: 'access', reason: 'the headers function failed' };
    try {
      const answer = await this.#pool.request({
        path: this.#path,
        method,
        headers: { ...this.#headers(), ...own },
        body,
        signal,
      });
      return await this.#judge(answer, batch.entries.length);
    } catch (error) {
      const refusal = tlsCodeOf(error);
      if (refusal === undefined) throw error;
      return { status: 'refused', cause: 'access', reason: refusal };
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #judge(answer: Dispatcher.ResponseData, entries: number): Promise<Outcome> {
    const retryAfter = answer.headers['retry-after'];
    return judgeHttpAnswer(
      {
        status: answer.statusCode,
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
        body: await textOf(answer.body),
      },
      entries,
      this.#options.clock.now(),
    );
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

function tlsCodeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 8; depth += 1) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === 'string' && TLS_CODE.test(code)) return code;
    cause = (cause as { readonly cause?: unknown }).cause;
  }
  return undefined;
}
