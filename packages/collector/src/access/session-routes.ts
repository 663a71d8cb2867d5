import { TailraceError } from '@tailrace/core';
import type { RouteMount } from '../routes.ts';
import type { Guard } from './guard.ts';
import type { LoginLimit } from './login-limit.ts';
import type { Sessions } from './sessions.ts';
import type { TokenTable } from './tokens.ts';

/** What the session routes decide with. */
export interface SessionRoutesOptions {
  readonly guard: Guard;
  readonly tokens: TokenTable;
  readonly sessions: Sessions;
  readonly logins: LoginLimit;
}

/** `/v1/session`: where a page exchanges a token for a cookie. */
export function sessionRoutes({ guard, tokens, sessions, logins }: SessionRoutesOptions): RouteMount {
  return (route) => {
    route('GET /v1/session', (request) => {
      const role = guard.identify(request.headers, false)?.role;
      return { required: !tokens.open, role: role === undefined || role === 'ingest' ? null : role };
    });

    route('POST /v1/session', (request, reply, { address }) => {
      if (tokens.open) return reply.send({ required: false, role: 'admin' });
      const waitMillis = logins.waitMillis(address);
      if (waitMillis > 0) {
        void reply.header('retry-after', String(Math.ceil(waitMillis / 1000)));
        throw guard.deny(
          'too_many_logins',
          'TAILRACE_TOO_MANY_LOGINS',
          'Too many logins failed from this address; wait a little.',
        );
      }
      const identity = tokens.find(tokenIn(request.body));
      if (identity === undefined) {
        logins.failed(address);
        throw guard.deny('wrong', 'TAILRACE_UNAUTHORIZED', 'The token is not known.');
      }
      logins.succeeded(address);
      if (identity.role === 'ingest') {
        throw guard.deny(
          'role',
          'TAILRACE_FORBIDDEN',
          "The role 'ingest' may only write records; pages need read or admin.",
        );
      }
      return reply.header('set-cookie', sessions.open(identity)).send({ required: true, role: identity.role });
    });

    route('DELETE /v1/session', (request, reply) => {
      return reply.header('set-cookie', sessions.end(request.headers.cookie)).code(204).send();
    });
  };
}

function tokenIn(body: unknown): string {
  const token = typeof body === 'object' && body !== null ? (body as { token?: unknown }).token : undefined;
  if (typeof token !== 'string') throw new TailraceError('TAILRACE_BAD_REQUEST', 'The body takes { "token": "…" }.');
  return token;
}
