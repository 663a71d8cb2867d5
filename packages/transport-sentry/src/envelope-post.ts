import { makeNodeTransport } from '@sentry/node';
import { AsyncLocalStorage } from 'node:async_hooks';
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { type Envelope, envelopeUrl } from './envelope.ts';
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
  readonly #signals = new AsyncLocalStorage<AbortSignal>();

  /** Sends one envelope; rejects where there is no answer, or when the signal is aborted. */
  async send(client: SentryClient, envelope: Envelope, signal: AbortSignal): Promise<EnvelopeAnswer> {
    signal.throwIfAborted();
    const transport = this.#transportOf(client);
    let aborted = (): void => {};
    const abortion = new Promise<never>((_, reject) => {
      aborted = () => reject(signal.reason as Error);
      signal.addEventListener('abort', aborted, { once: true });
    });
    try {
      const answer = this.#signals.run(signal, () => transport.send(envelope));
      return await Promise.race([answer, abortion]);
    } finally {
      signal.removeEventListener('abort', aborted);
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
    const make = (options.transport ?? makeNodeTransport) as MakeTransport;
    return make({
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
        const request = module.request(options, answered);
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
}
