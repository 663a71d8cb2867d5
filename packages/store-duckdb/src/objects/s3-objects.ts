import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { AwsClient } from 'aws4fetch';
import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
import type { ListedObject, ObjectRequest, ObjectStore } from './object-store.ts';
import { readListing } from './s3-listing.ts';

/** Keys for S3; `sessionToken` with keys that expire. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Options of {@link s3Objects}. */
export interface S3Options {
  readonly bucket: string;
  /** Put before every key: `logs/api`; nothing by default. */
  readonly prefix?: string;
  /** `AWS_REGION`, else `us-east-1`. */
  readonly region?: string;
  /** The address of a server other than Amazon's: `https://minio.example:9000`. `AWS_ENDPOINT_URL_S3`, else Amazon's. */
  readonly endpoint?: string;
  /** Whether the bucket stands in the path and not in the host's name; by default with an `endpoint`. */
  readonly pathStyle?: boolean;
  /** Asked before each request where it is a function. By default `AWS_ACCESS_KEY_ID` and its like. */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /** A request without an answer within this time failed: 60 seconds by default. */
  readonly timeoutMillis?: number;
  /** Tries of a request that failed for a reason that may pass: 4 by default. */
  readonly tries?: number;
}

const RULES: OptionRules<S3Options> = {
  bucket: { type: 'string', required: true, minLength: 1 },
  prefix: { type: 'string' },
  region: { type: 'string', minLength: 1 },
  endpoint: { type: 'string', minLength: 1 },
  pathStyle: { type: 'boolean' },
  credentials: { type: 'any' },
  timeoutMillis: { type: 'number', min: 1 },
  tries: { type: 'integer', min: 1, max: 100 },
};

const FIRST_PAUSE_MILLIS = 100;

/**
 * An object store in a bucket of S3, or of any server that speaks its protocol.
 *
 * Objects are written with a checksum that the server compares, and never over one that is there (`If-None-Match`).
 *
 * @throws TailraceError the codes of options; `TAILRACE_MISSING_OPTION` where there are no credentials.
 * @example
 * const archive = s3Objects({ bucket: 'logs', prefix: 'api', endpoint: 'http://127.0.0.1:9000' });
 */
export function s3Objects(options: S3Options): ObjectStore {
  checkOptions('s3Objects', options, RULES);
  return new S3Objects(options);
}

class S3Objects implements ObjectStore {
  readonly name: string;
  readonly #base: string;
  readonly #prefix: string;
  readonly #region: string;
  readonly #credentials: () => Promise<S3Credentials>;
  readonly #timeoutMillis: number;
  readonly #tries: number;

  constructor(options: S3Options) {
    const { bucket, endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'] } = options;
    this.#prefix = options.prefix === undefined ? '' : options.prefix.replace(/^\/+|\/+$/g, '').concat('/');
    if (this.#prefix === '/') this.#prefix = '';
    this.#region = options.region ?? process.env['AWS_REGION'] ?? 'us-east-1';
    this.name = `s3://${bucket}/${this.#prefix}`.replace(/\/$/, '');
    this.#base = baseOf(bucket, this.#region, endpoint, options.pathStyle ?? endpoint !== undefined);
    this.#credentials = credentialsOf(options.credentials);
    this.#timeoutMillis = options.timeoutMillis ?? 60_000;
    this.#tries = options.tries ?? 4;
  }

  async put(key: string, bytes: Uint8Array, request: ObjectRequest = {}): Promise<'stored' | 'exists'> {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(bytes));
    const headers = {
      'content-type': 'application/octet-stream',
      'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex'),
      'x-amz-checksum-crc32': checksum.toString('base64'),
      'if-none-match': '*',
    };
    const answer = await this.#send('PUT', this.#urlOf(key), { headers, body: bytes }, request);
    if (answer.status === 412) return 'exists';
    if (answer.ok) return 'stored';
    throw this.#failure(key, answer);
  }

  async get(key: string, request: ObjectRequest = {}): Promise<Uint8Array | undefined> {
    const answer = await this.#send('GET', this.#urlOf(key), {}, request);
    if (answer.status === 404 && !/NoSuchBucket/.test(answer.text())) return undefined;
    if (!answer.ok) throw this.#failure(key, answer);
    return answer.body;
  }

  async *list(prefix: string, request: ObjectRequest = {}): AsyncGenerator<ListedObject> {
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const url = new URL(this.#base);
      url.searchParams.set('list-type', '2');
      url.searchParams.set('encoding-type', 'url');
      url.searchParams.set('prefix', this.#prefix + prefix);
      if (token !== undefined) url.searchParams.set('continuation-token', token);
      const answer = await this.#send('GET', url.href, {}, request);
      if (!answer.ok) throw this.#failure(prefix, answer);
      const listing = readListing(answer.text());
      for (const { key, bytes } of listing.objects) yield { key: key.slice(this.#prefix.length), bytes };
      token = listing.next;
    }
  }

  async delete(key: string, request: ObjectRequest = {}): Promise<void> {
    const answer = await this.#send('DELETE', this.#urlOf(key), {}, request);
    if (!answer.ok && answer.status !== 404) throw this.#failure(key, answer);
  }

  #urlOf(key: string): string {
    const path = (this.#prefix + key).split('/').map(encodeURIComponent).join('/');
    return `${this.#base.replace(/\/$/, '')}/${path}`;
  }

  /** Sends until there is an answer that will not change, or the tries are spent. */
  async #send(
    method: string,
    url: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: Uint8Array },
    { signal }: ObjectRequest,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#sendOnce(method, url, headers, body, signal);
        const mayPass = answer.status >= 500 || answer.status === 429 || answer.status === 408;
        if (!mayPass || answer.status === 501 || attempt >= this.#tries) return answer;
      } catch (error) {
        if (signal?.aborted || attempt >= this.#tries) throw this.#unreachable(url, error);
      }
      await pause(FIRST_PAUSE_MILLIS * 2 ** (attempt - 1), undefined, { ...(signal && { signal }) });
    }
  }

  async #sendOnce(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: Uint8Array | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    // A client for each request: keys may have been renewed, and its own tries would hide failures from us.
    const client = new AwsClient({ ...(await this.#credentials()), service: 's3', region: this.#region, retries: 0 });
    const signed = await client.sign(url, {
      method,
      headers,
      ...(body !== undefined && { body: Uint8Array.from(body) }),
    });
    const time = AbortSignal.timeout(this.#timeoutMillis);
    const answer = await fetch(signed, { signal: signal === undefined ? time : AbortSignal.any([signal, time]) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return {
      status: answer.status,
      ok: answer.ok,
      body: bytes,
      text: () => Buffer.from(bytes.buffer).toString('utf8'),
    };
  }

  #failure(key: string, answer: Answer): TailraceError {
    const [, code] = /<Code>([^<]{1,100})<\/Code>/.exec(answer.text()) ?? [];
    const [, words] = /<Message>([^<]{1,300})<\/Message>/.exec(answer.text()) ?? [];
    const why = [`status ${answer.status}`, code, words].filter((part) => part !== undefined).join(', ');
    return new TailraceError('TAILRACE_ARCHIVE_FAILED', `${this.name}/${key}: ${why}`);
  }

  #unreachable(url: string, error: unknown): unknown {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message;
    const host = new URL(url).host;
    return new TailraceError('TAILRACE_ARCHIVE_FAILED', `${this.name} cannot be reached at ${host}: ${why}`, {
      cause: error,
    });
  }
}

interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly body: Uint8Array;
  text(): string;
}

function baseOf(bucket: string, region: string, endpoint: string | undefined, pathStyle: boolean): string {
  const given = endpoint ?? `https://s3.${region}.amazonaws.com`;
  let url: URL;
  try {
    url = new URL(given);
  } catch (error) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `s3Objects: 'endpoint' takes an address, not '${given}'.`, {
      cause: error,
    });
  }
  if (pathStyle) return `${url.origin}${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(bucket)}`;
  return `${url.protocol}//${bucket}.${url.host}${url.pathname}`;
}

function credentialsOf(given: S3Options['credentials']): () => Promise<S3Credentials> {
  if (typeof given === 'function') return given;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  const credentials =
    given ??
    (accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
      : undefined);
  if (credentials === undefined) {
    throw new TailraceError(
      'TAILRACE_MISSING_OPTION',
      "s3Objects needs the option 'credentials', or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.",
    );
  }
  return () => Promise.resolve(credentials);
}
