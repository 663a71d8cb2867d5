import { type Failure, judgeStatus, retryAfterToMillis } from '@tailrace/delivery';
import { type ElasticsearchError, safeReason } from './safe-reason.ts';

/** What the client throws, as far as it is looked at. */
interface ClientError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: number;
  readonly body?: { readonly error?: ElasticsearchError | string };
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The client passes on no codes, only OpenSSL's words: that a certificate or a handshake was refused. */
const TLS = /certificate|altnames|SSL routines|unable to get .*issuer|CA fingerprint/i;
const ABOUT_CONTENT = /^(?:action_request_validation|illegal_argument|\w*pars(?:e|ing))_exception$/;
const UNKNOWN_PARAMETER = /unrecognized parameter/;
const ON_THE_WAY = new Set(['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError', 'RequestAbortedError']);

/**
 * Judges what the client threw; `undefined` for what does not come from the network or the server.
 *
 * Errors of the client hold the request, and so records and secrets: only their words are passed on.
 *
 * @param now - Epoch milliseconds, for a `Retry-After` that is a date.
 */
export function judgeFailure(thrown: unknown, now: number): Failure | undefined {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as ClientError;
  const name = String(error.name);
  const words = typeof error.message === 'string' ? error.message : name;
  if (name === 'ResponseError' && error.statusCode !== undefined) {
    const reason = `HTTP ${error.statusCode}${describe(error.body?.error)}`;
    const asked = error.headers?.['retry-after'];
    if (error.statusCode === 400 && !isAboutContent(error.body?.error)) {
      return { status: 'refused', cause: 'access', reason };
    }
    return judgeStatus(error.statusCode, reason, retryAfterToMillis(Array.isArray(asked) ? asked[0] : asked, now));
  }
  if (ON_THE_WAY.has(name)) {
    return TLS.test(words)
      ? { status: 'refused', cause: 'access', reason: words }
      : { status: 'retryable', reason: words };
  }
  if (name === 'ProductNotSupportedError') {
    return { status: 'refused', cause: 'access', reason: 'The server does not say that it is Elasticsearch.' };
  }
  if (name === 'DeserializationError') {
    return { status: 'refused', cause: 'access', reason: 'The answer is not JSON.' };
  }
  return undefined;
}

/**
 * Whether a request was refused for a document in it. Everything else, a version that the server does not speak among
 * it, would make dead letters of good records.
 */
function isAboutContent(error: ElasticsearchError | string | undefined): boolean {
  if (typeof error !== 'object') return false;
  return ABOUT_CONTENT.test(String(error.type)) && !UNKNOWN_PARAMETER.test(String(error.reason));
}

function describe(error: ElasticsearchError | string | undefined): string {
  return error === undefined ? '' : ` ${safeReason(error)}`;
}
