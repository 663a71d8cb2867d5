import { tlsCodeOf } from '@tailrace/delivery';

/** How undici says what a proxy answered; it has no other place for it. */
const PROXY_ANSWER = /^Proxy response \((4\d\d)\)/;

const MAX_CAUSES = 8;

/**
 * Answers why a request could not get through where somebody on the way let nobody in: a certificate that is not
 * trusted, a proxy that wants another password; `undefined` for everything else.
 */
export function refusedWay(error: unknown): string | undefined {
  return tlsCodeOf(error) ?? refusingProxyOf(error);
}

function refusingProxyOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < MAX_CAUSES; depth += 1) {
    const { message } = cause as { readonly message?: unknown };
    const status = typeof message === 'string' ? PROXY_ANSWER.exec(message)?.[1] : undefined;
    if (status !== undefined) return `HTTP ${status} of the proxy`;
    cause = (cause as { readonly cause?: unknown }).cause;
  }
  return undefined;
}
