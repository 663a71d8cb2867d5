import { makeNodeTransport } from '@sentry/node';
import { AsyncLocalStorage } from 'node:async_hooks';
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { Compressors } from './compressor.ts';
import { type Envelope, envelopeBytes, envelopeUrl, reuse } from './envelope.ts';
import type { LimitHeaders } from './rate-limits.ts';
import type { SentryClient } from './sentry-sdk.ts';

/** What came back for one envelope; without a status it was not sent. */
export interface EnvelopeAnswer {
  readonly statusCode?: number;
  readonly headers?: LimitHeaders;
}

interface EnvelopeTransport {
  send(envelope: Envelope): PromiseLike<EnvelopeAnswer>;
}

type MakeTransport = (options: object) => EnvelopeTransport;

/** What makes requests, as Sentry's transport for Node takes it. */
interface HttpModule {
  request(options: RequestOptions, answered?: (response: IncomingMessage) => void): ClientRequest;
}

/** How many envelopes may be under way; the delivery's own limits are far below. */
const BUFFER_SIZE = 1_000;

/**
 * Posts envelopes with a transport of Sentry's, made as the client's own is: by its factory, with its options, so that
 * proxies, certificates and tunnels hold. A transport for itself, for only so the answer of each envelope is known.
 */
export class EnvelopePost {
  readonly #transports = new WeakMap<SentryClient, EnvelopeTransport>();
  /** What is under way, by the names of what stands for it. */
  readonly #bodies = new Map<string, Body>();
  #count = 0;
  readonly #signals = new AsyncLocalStorage<AbortSignal>();

  /**
   * Sends one envelope; rejects where there is no answer, or when the signal is aborted.
   *
   * @param isSeen - Others may have the envelope, so that its bytes must not be used again.
   */
  async send(client: SentryClient, envelope: Envelope, signal: AbortSignal, isSeen: boolean): Promise<EnvelopeAnswer> {
    signal.throwIfAborted();
    const transport = this.#transportOf(client);
    let aborted = (): void => {};
    const abortion = new Promise<never>((_, reject) => {
      aborted = () => reject(signal.reason as Error);
      signal.addEventListener('abort', aborted, { once: true });
    });
    try {
      return await Promise.race([this.#sent(client, transport, envelope, signal, isSeen), abortion]);
    } finally {
      signal.removeEventListener('abort', aborted);
    }
  }

  /**
   * Sentry's transport for Node makes the request, and is handed the bytes of it when they are asked for: it would
   * compress them at a level that takes twice the time and saves next to nothing. Others are given the envelope.
   */
  async #sent(
    client: SentryClient,
    transport: EnvelopeTransport,
    envelope: Envelope,
    signal: AbortSignal,
    isSeen: boolean,
  ): Promise<EnvelopeAnswer> {
    if ((makerOf(client) as unknown) !== makeNodeTransport)
      return this.#signals.run(signal, () => transport.send(envelope));
    const body = await bodyOf(envelope, isSeen);
    signal.throwIfAborted();
    const name = String((this.#count += 1));
    this.#bodies.set(name, body);
    try {
      const standIn: Envelope = [{ [STAND_IN]: name }, [[envelope[1][0][0], '']]];
      return await this.#signals.run(signal, () => transport.send(standIn));
    } finally {
      this.#bodies.delete(name);
      // A map that grows old keeps what was in it for a while.
      body.bytes = NOTHING;
    }
  }

  #transportOf(client: SentryClient): EnvelopeTransport {
    let transport = this.#transports.get(client);
    if (transport === undefined) {
      transport = this.#make(client);
      this.#transports.set(client, transport);
    }
    return transport;
  }

  #make(client: SentryClient): EnvelopeTransport {
    const dsn = client.getDsn();
    const options = client.getOptions();
    const given = (options.transportOptions ?? {}) as { readonly headers?: object; readonly httpModule?: HttpModule };
    return makerOf(client)({
      bufferSize: BUFFER_SIZE,
      ...given,
      headers: { 'content-type': 'application/x-sentry-envelope', ...given.headers },
      httpModule: this.#abortable(given.httpModule),
      recordDroppedEvent: () => {},
      tunnel: options.tunnel,
      url: dsn === undefined ? '' : envelopeUrl(client, dsn),
    });
  }

  /** Sentry's transport waits for an answer for ever: a request whose time is over is ended here. */
  #abortable(given: HttpModule | undefined): HttpModule {
    return {
      request: (options, answered) => {
        const module = given ?? (options.protocol === 'https:' ? https : http);
        const request = this.#filled(module.request(options, answered));
        const signal = this.#signals.getStore();
        if (signal !== undefined) {
          const abort = (): void => void request.destroy(signal.reason as Error);
          signal.addEventListener('abort', abort, { once: true });
          request.once('close', () => signal.removeEventListener('abort', abort));
        }
        return request;
      },
    };
  }

  /** Lets a request send what it is for, in place of what stands for that. */
  #filled(request: ClientRequest): ClientRequest {
    const end = request.end.bind(request) as (bytes: string | Uint8Array) => ClientRequest;
    let written = '';
    const add = (chunk: unknown): void => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) written += Buffer.from(chunk as string).toString();
    };
    const whole = (chunk?: unknown): ClientRequest => {
      add(chunk);
      const { [STAND_IN]: name } = JSON.parse(written.slice(0, written.indexOf('\n'))) as { [STAND_IN]?: string };
      const body = this.#bodies.get(name ?? '');
      // A try of Sentry's own after the time was over.
      if (body === undefined) return request.destroy(new Error('The time of this envelope is over.'));
      if (body.isCompressed) request.setHeader('content-encoding', 'gzip');
      return end(body.bytes);
    };
    return Object.assign(request, {
      write: (chunk: unknown): boolean => {
        add(chunk);
        return true;
      },
      end: whole,
    });
  }
}

/** What a request sends. */
interface Body {
  bytes: Uint8Array;
  readonly isCompressed: boolean;
}

/** From here on Sentry's transport compresses, too. */
const COMPRESSED_BYTES = 32 * 1024;
const STAND_IN = 'tailrace_stand_in';
const NOTHING = new Uint8Array(0);
/** Two, so that one compresses while the other's bytes are written; the threads are the application's, too. */
const compressors = new Compressors(2);

async function bodyOf(envelope: Envelope, isSeen: boolean): Promise<Body> {
  const bytes = envelopeBytes(envelope);
  if (bytes.length <= COMPRESSED_BYTES) return { bytes, isCompressed: false };
  const compressed = await compressors.compress(bytes);
  if (!isSeen) reuse(envelope);
  return { bytes: compressed, isCompressed: true };
}

function makerOf(client: SentryClient): MakeTransport {
  return (client.getOptions().transport ?? makeNodeTransport) as MakeTransport;
}
