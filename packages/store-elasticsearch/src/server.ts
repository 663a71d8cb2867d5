import { type Clock, TailraceError } from '@tailrace/core';
import { retryAfterToMillis } from '@tailrace/delivery';
import { type ElasticsearchClient, type ElasticsearchError, safeReason } from '@tailrace/transport-elasticsearch';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';

/** One request. */
export interface ServerRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
  /** Lines of a bulk request. */
  readonly bulk?: Buffer;
}

/** What the server answered, whatever its status. */
export interface ServerAnswer {
  readonly status: number;
  readonly body: unknown;
  /** How long the server asks to be left alone. */
  readonly retryAfterMillis: number | undefined;
}

/** Statuses that the client hands over instead of throwing. */
const HANDED_OVER = Array.from({ length: 200 }, (_, index) => 400 + index);

/**
 * The client would copy the request into every error, the body byte by byte, to take secrets out. Its errors stay here
 * instead, and only their words go on.
 */
const EACH_REQUEST = {
  maxRetries: 0,
  openTelemetry: { enabled: false },
  redaction: { type: 'off' },
  meta: true,
  ignore: HANDED_OVER,
};

/** Asks Elasticsearch through its client; the client neither retries nor sniffs. */
export class Server {
  readonly #client: ElasticsearchClient;
  readonly #clock: Clock;
  readonly #ownsClient: boolean;
  readonly #timeoutMillis: number;

  constructor(client: ElasticsearchClient, ownsClient: boolean, clock: Clock, timeoutMillis: number) {
    this.#client = client;
    this.#ownsClient = ownsClient;
    this.#clock = clock;
    this.#timeoutMillis = timeoutMillis;
  }

  /**
   * Answers what the server said, 4xx and 5xx as well.
   *
   * @throws the signal's reason where it was aborted, and TailraceError `TAILRACE_STORE_UNAVAILABLE` where no answer came.
   */
  async ask({ method, path, query, body, bulk }: ServerRequest, signal?: AbortSignal): Promise<ServerAnswer> {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const end = (): void => controller.abort(signal?.reason);
    signal?.addEventListener('abort', end, { once: true });
    const timer = this.#clock.schedule(() => controller.abort(), this.#timeoutMillis);
    try {
      const result = (await this.#client.transport.request(
        {
          method,
          path,
          ...(query !== undefined && { querystring: query }),
          ...(body !== undefined && { body }),
          ...(bulk !== undefined && { bulkBody: bulk }),
        },
        { ...EACH_REQUEST, redaction: { type: 'off' }, signal: controller.signal },
      )) as Result;
      const retryAfterMillis = retryAfterToMillis(result.headers['retry-after'], this.#clock.now());
      return { status: result.statusCode, body: result.body, retryAfterMillis };
    } catch (error) {
      signal?.throwIfAborted();
      throw unavailable(
        controller.signal.aborted ? `it did not answer within ${this.#timeoutMillis} ms` : wordsOf(error),
      );
    } finally {
      timer.cancel();
      signal?.removeEventListener('abort', end);
    }
  }

  /** The same, for what must succeed; a status that `also` names is handed over. */
  async must(request: ServerRequest, signal?: AbortSignal, also: readonly number[] = []): Promise<ServerAnswer> {
    const answer = await this.ask(request, signal);
    if (answer.status < 300 || also.includes(answer.status)) return answer;
    throw failureOf(answer);
  }

  async close(): Promise<void> {
    if (this.#ownsClient) await this.#client.close();
  }
}

/** The error of an answer that is none: what comes right by waiting is told from what does not. */
export function failureOf({ status, body }: ServerAnswer): TailraceError {
  const reason = reasonOf(body);
  if (status === 401 || status === 403) return unavailable(`it refused the credentials (HTTP ${status} ${reason})`);
  if (status === 408 || status === 429 || status >= 500) return unavailable(`it answered HTTP ${status} ${reason}`);
  return new TailraceError('TAILRACE_STORE_FAILED', `Elasticsearch refused a request: HTTP ${status} ${reason}.`);
}

export function unavailable(why: string): TailraceError {
  return new TailraceError('TAILRACE_STORE_UNAVAILABLE', `Elasticsearch is not available: ${why}.`);
}

/** Why the server refused something, without what it quotes of a record. */
export function reasonOf(body: unknown): string {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly error?: ElasticsearchError | string;
  };
  return safeReason(error);
}

/** Whether the server has no such endpoint: a distribution without it. */
export function isAbsentEndpoint({ status, body }: ServerAnswer): boolean {
  if (status === 405) return true;
  return status >= 400 && /no handler found|api_not_available|Incorrect HTTP method/.test(reasonOf(body));
}

interface Result {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

function wordsOf(error: unknown): string {
  const { name, message } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
  if (name === 'ProductNotSupportedError') return 'the server does not say that it is Elasticsearch';
  if (name === 'DeserializationError') return 'its answer is not JSON';
  return message === undefined || message === '' ? String(name ?? error) : message;
}
