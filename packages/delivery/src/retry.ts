/** When a batch is tried again. */
export interface RetrySettings {
  /** Upper bound of the first wait; doubled for each further one. */
  readonly minMillis: number;
  /** Upper bound of any wait. */
  readonly maxMillis: number;
  /** Tries for one batch, the first included; without limit by default. */
  readonly attempts: number;
  /** Tries for a batch at which the sink itself fails. */
  readonly faultAttempts: number;
  /** The longest `Retry-After` that is honoured. */
  readonly maxRetryAfterMillis: number;
}

/** Answers the wait after the nth failed try (1 for the first): full jitter under an exponential bound. */
export function backoffMillis(attempt: number, settings: RetrySettings, random: () => number): number {
  const bound = Math.min(settings.maxMillis, settings.minMillis * 2 ** Math.min(attempt - 1, 52));
  return random() * bound;
}

/** Codes of errors that the system, Node, undici and OpenSSL raise for the network's or the disk's sake. */
const TRANSIENT_CODES = [
  /^E[A-Z0-9]+$/,
  /^EAI_/,
  /^UND_ERR_/,
  /^HPE_/,
  /^ABORT_ERR$/,
  /^ERR_(?:TLS|SSL|SOCKET|HTTP2)_/,
  /^ERR_STREAM_PREMATURE_CLOSE$/,
  /^(?:CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_/,
];

/** Whether something thrown tells of the system or of an abort, not of a fault in the sink's own code. */
export function isTransient(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 8) return false;
  const { name, code, cause, errors } = error as { name?: unknown; code?: unknown; cause?: unknown; errors?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError') return true;
  if (typeof code === 'string' && TRANSIENT_CODES.some((pattern) => pattern.test(code))) return true;
  if (Array.isArray(errors) && errors.length > 0 && errors.every((inner) => isTransient(inner, depth + 1))) return true;
  return isTransient(cause, depth + 1);
}
