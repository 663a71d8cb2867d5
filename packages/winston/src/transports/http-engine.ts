import type { Formatter } from '@tailrace/core';
import {
  type Batch,
  judgeStatus,
  type Outcome,
  retryAfterToMillis,
  type Sink,
  SinkTransport,
} from '@tailrace/delivery';
import { answerTo, post, StatusError } from './http-request.ts';
import type { StockHttp } from './stock-transports.ts';

/** Who hears of what became of infos. */
export interface HttpListener {
  failed(error: unknown): void;
  /** The ids of the records of one request. */
  delivered(ids: readonly string[]): void;
}

/** How many infos, and how many bytes of them, wait at most. */
const CAPACITY = { records: 10_000, bytes: 32 * 1024 * 1024 };
/** A server that is back is found within this time. */
const RETRY = { minMillis: 500, maxMillis: 5_000 };

/** The message of a record is the whole text of an info. */
const formatter: Formatter = {
  name: 'info',
  contentType: 'application/json',
  format: ({ message }) => message ?? '',
};

/** Makes what stands behind an Http while infos are logged: queue, retries and requests. */
export function httpTransport(transport: StockHttp, listener: HttpListener): SinkTransport {
  const { batch, batchCount, batchInterval, name } = transport;
  const made = new SinkTransport('Http', new HttpSink(transport, listener), {
    name,
    formatter,
    delivery: {
      // Winston keeps nothing on disk.
      spool: false,
      overflow: 'drop-oldest',
      capacity: CAPACITY,
      retry: RETRY,
      batch: batch ? { records: batchCount, ageMillis: batchInterval } : { records: 1, ageMillis: 0 },
    },
  });
  made.on('warn', (error: unknown) => listener.failed(error));
  return made;
}

class HttpSink implements Sink {
  readonly traits = { ordered: false, repeats: 'possible' } as const;
  readonly #transport: StockHttp;
  readonly #listener: HttpListener;

  constructor(transport: StockHttp, listener: HttpListener) {
    this.#transport = transport;
    this.#listener = listener;
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const transport = this.#transport;
    const body = await batch.encode(transport.batch ? 'json-array' : 'none');
    try {
      await answerTo(post({ transport, path: transport.path, auth: transport.auth, body, signal }));
    } catch (error) {
      this.#listener.failed(error);
      if (!(error instanceof StatusError)) throw error;
      return judgeStatus(error.status, error.message, retryAfterToMillis(error.retryAfter, Date.now()));
    }
    this.#listener.delivered(batch.entries.map(({ id }) => id));
    return { status: 'delivered' };
  }
}
