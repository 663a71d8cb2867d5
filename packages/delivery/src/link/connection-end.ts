import type { Failure } from '../judge-status.ts';

/** Codes of failed certificates and handshakes: the way is refused, and trying harder does not help. */
const TLS_CODE = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Why a connection ended or was not made, and what that means for the batches that were on it. */
export class ConnectionEnd extends Error {
  readonly outcome: Failure;

  constructor(outcome: Failure, options?: ErrorOptions) {
    super(outcome.reason, options);
    this.name = 'ConnectionEnd';
    this.outcome = outcome;
  }

  /** An end that says nothing about the batches: they are tried again. */
  static retryable(reason: string, options?: ErrorOptions): ConnectionEnd {
    return new ConnectionEnd({ status: 'retryable', reason }, options);
  }

  /** What an error of the network means: a certificate that is not trusted refuses access, all else may pass. */
  static from(error: unknown): ConnectionEnd {
    if (error instanceof ConnectionEnd) return error;
    const refusal = tlsCodeOf(error);
    if (refusal !== undefined) {
      return new ConnectionEnd({ status: 'refused', cause: 'access', reason: refusal }, { cause: error });
    }
    return ConnectionEnd.retryable(reasonOf(error), { cause: error });
  }
}

/** The code of a TLS failure, wherever it is among the causes of an error; `undefined` for other errors. */
export function tlsCodeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 8; depth += 1) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === 'string' && TLS_CODE.test(code)) return code;
    cause = (cause as { readonly cause?: unknown }).cause;
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const words = typeof message === 'string' && message !== '' ? message : 'The connection failed.';
  return typeof code === 'string' && !words.includes(code) ? `${code}: ${words}` : words;
}
