import { TailraceError } from '@tailrace/core/runtime';

/** Headers of HTTP by name. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** Headers, or a function that answers them for each request. */
export type HeadersOption = RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);

/**
 * Checks headers that a transport is to send: a token read from a file with its line break would fail in every request.
 * What a function will answer is not known yet.
 *
 * @param owner - Who takes the options, as the message names it: `HttpTransport`.
 * @param authorization - The value of that header, made of other options.
 * @throws TailraceError `TAILRACE_BAD_OPTION`, without the value, which may be a secret.
 */
export function checkHeaders(owner: string, headers: HeadersOption | undefined, authorization?: string): void {
  const kind = typeof headers;
  if (kind !== 'undefined' && kind !== 'object' && kind !== 'function') {
    throw bad(owner, "'headers' takes an object or a function.");
  }
  // Not every delivery goes over HTTP, and it takes a while to load.
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
  for (const [name, value] of Object.entries({ authorization, ...(typeof headers === 'object' && headers) })) {
    if (value === undefined) continue;
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw bad(owner, `'${name}' is no header that can be sent.`);
    }
  }
}

function bad(owner: string, words: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', `${owner}: ${words}`);
}
