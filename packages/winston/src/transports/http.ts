import { createRecord } from '@tailrace/core/runtime';
import type { SinkTransport } from '@tailrace/delivery';
import { Stream } from 'node:stream';
import { callbackify } from 'node:util';
import { configure } from 'safe-stable-stringify';
import type { Info } from '../logger/transport.ts';
import { answerTo, type PostOptions, post } from './http-request.ts';
import { httpTransport, type HttpListener } from './http-engine.ts';
import { type HttpAuth, type HttpOptions, type StockHttp, stockClass } from './stock-transports.ts';

const LEVEL = Symbol.for('level');

type Done = (error?: unknown, answer?: unknown) => void;
type Stringify = (value: unknown, replacer: unknown) => string | undefined;

/** Options of a question to the server: `path` and `auth` say where to, the rest is its own. */
type Question = Record<string, unknown> & { path?: string; auth?: HttpAuth };

const WinstonsHttp = stockClass<StockHttp, HttpOptions>('Http');

/**
 * Winston's Http: posts each info as JSON, or several as an array with `batch`.
 *
 * Any answer of 2xx is a success. What fails is told by `warn` and tried again; what waits is bounded.
 *
 * @example
 * new Http({ host: 'logs.example.com', ssl: true, path: '/v1', batch: true });
 */
export class Http extends WinstonsHttp {
  #transport: SinkTransport | undefined;
  /** Infos whose `logged` is due when they have arrived, by the ids of their records. */
  readonly #untold = new Map<string, Info>();
  readonly #listener: HttpListener = {
    failed: (error) => {
      if (this.listenerCount('warn') > 0) this.emit('warn', error);
    },
    delivered: (ids) => this.#tell(ids),
  };
  readonly #stringify: Stringify;

  constructor(options: HttpOptions = {}) {
    super(options);
    this.setMaxListeners(0);
    const { maximumDepth } = options;
    this.#stringify = configure(maximumDepth ? { maximumDepth } : {}) as Stringify;
  }

  /** It changes nothing of the infos that it is given; who extends it may. */
  get readsOnly(): boolean {
    return this.log === Http.prototype.log;
  }

  override log(info: Info, callback?: () => void): void {
    // In an array an info is one level deeper.
    const text = this.batch ? this.#json([info])?.slice(1, -1) : this.#json(info);
    if (text !== undefined) {
      const transport = (this.#transport ??= httpTransport(this, this.#listener));
      const record = createRecord({ level: String(info[LEVEL] ?? info['level']), message: text });
      if (this.listenerCount('logged') > 0) this.#untold.set(record.id, info);
      transport.record(record);
    }
    callback?.();
  }

  /** Resolves when what was logged has arrived, or at the deadline. */
  async flush(deadlineMillis?: number): Promise<{ readonly delivered: number; readonly pending: number }> {
    return (await this.#transport?.flush(deadlineMillis)) ?? { delivered: 0, pending: 0 };
  }

  /** Sends what is there; what is logged afterwards is sent as well. */
  close(): void {
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.end();
  }

  override _final(callback: () => void): void {
    const transport = this.#transport;
    this.#transport = undefined;
    if (transport === undefined) setImmediate(callback);
    else transport.end(callback);
  }

  /** Asks the server for what it has. */
  query(options: Question | Done, callback?: Done): void {
    const done = (typeof options === 'function' ? options : callback) as Done;
    const params = this.#normalized(typeof options === 'function' ? {} : options);
    const ask = async (): Promise<unknown> => {
      const body = await answerTo(
        post({ ...this.#whereTo(params), body: this.#json({ method: 'query', params }) ?? '' }),
      );
      return body === '' ? undefined : JSON.parse(body);
    };
    callbackify(ask)(done);
  }

  /** Follows what the server tells, a line of JSON for each log. */
  stream(options: Question = {}): Stream {
    const params = { ...options };
    const stream = new Stream() as Stream & { destroy(): void };
    const request = post({ ...this.#whereTo(params), body: this.#json({ method: 'stream', params }) ?? '' });
    let rest = '';
    request.on('error', (error) => stream.emit('error', error));
    request.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', (data: string) => {
        const lines = (rest + data).split(/\n+/);
        rest = lines.pop() ?? '';
        for (const line of lines) tellLine(stream, line);
      });
    });
    stream.destroy = () => void request.destroy();
    return stream;
  }

  #json(value: unknown): string | undefined {
    return this.#stringify(value, this.options.replacer);
  }

  /** Takes the address out of a question's options. */
  #whereTo(params: Question): Omit<PostOptions, 'body'> {
    const { path, auth } = params;
    delete params.path;
    delete params.auth;
    return { transport: this, path: path || this.path, auth: auth ?? this.auth };
  }

  #normalized(options: Question): Question {
    const { normalizeQuery } = this as { normalizeQuery?: (options: Question) => Question };
    return normalizeQuery?.call(this, options) ?? { ...options };
  }

  /** As Winston, which says it once for each request, of the first of its infos. */
  #tell(ids: readonly string[]): void {
    const first = this.#untold.get(ids[0] as string);
    for (const id of ids) this.#untold.delete(id);
    if (first !== undefined) this.emit('logged', first);
  }
}

function tellLine(stream: Stream, line: string): void {
  try {
    stream.emit('log', JSON.parse(line));
  } catch (error) {
    stream.emit('error', error);
  }
}
