import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { decoded } from './decoded.ts';
import type { HttpTransportOptions } from './http-transport-options.ts';

const AUTH_RULES: OptionRules<NonNullable<HttpTransportOptions['auth']>> = {
  username: { type: 'string', required: true },
  password: { type: 'string', required: true },
};

/**
 * Answers the value of `Authorization`: the token, `auth`, or what stands in the address.
 *
 * @throws TailraceError where two ways are given, or what is given makes no header.
 */
export function authorizationOf({ token, auth }: HttpTransportOptions, url: URL): string | undefined {
  if (auth !== undefined) checkOptions('HttpTransport auth', auth, AUTH_RULES);
  if (token !== undefined && auth !== undefined) {
    throw new TailraceError('TAILRACE_BAD_OPTION', "HttpTransport takes 'token' or 'auth', not both.");
  }
  if (token !== undefined) return `Bearer ${token}`;
  const username = auth?.username ?? decoded(url.username);
  const password = auth?.password ?? decoded(url.password);
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** A token read from a file with its line break would fail in every request. */
export function checkHeaders(headers: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // Without the value, which may be a secret.
      throw new TailraceError('TAILRACE_BAD_OPTION', `HttpTransport: '${name}' is no header that can be sent.`);
    }
  }
}
