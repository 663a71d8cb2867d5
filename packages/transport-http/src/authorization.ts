import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
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
