import { type Diagnostics, TailraceError } from '@tailrace/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { Caller } from './caller.ts';
import type { HostCheck } from './host-check.ts';
import { type Access, mayAccess } from './roles.ts';
import type { Sessions } from './sessions.ts';
import type { Identity, TokenTable } from './tokens.ts';

/** Who everybody is where there are no tokens. */
const LOCAL: Identity = { name: 'local', role: 'admin', local: true };

/** Who asks for a public route without a token. */
const NOBODY: Identity = { name: 'anonymous', role: 'ingest' };

/** Why a request was refused entry. */
export type DenialReason = 'host' | 'origin' | 'missing' | 'wrong' | 'role' | 'too_many_logins';

/** What the guard decides with. */
export interface GuardOptions {
  readonly tokens: TokenTable;
  readonly sessions: Sessions;
  readonly hosts: HostCheck;
  readonly metrics: MetricRegistry;
  readonly diagnostics: Diagnostics;
}

/** Stands before every route: who may come in, from where, and as whom. */
export class Guard {
  readonly #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Checks where a request comes from; answers true where the reply is already sent (a CORS preflight). */
  checkOrigin(request: FastifyRequest, reply: FastifyReply): boolean {
    const { hosts } = this.#options;
    const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
    if (!hosts.allowsHost(host)) {
      throw this.deny(
        'host',
        'TAILRACE_HOST_REFUSED',
        `The host ${quoted(host)} is not served; name it in allowedHosts.`,
      );
    }
    if (!hosts.allowsOrigin(origin, host)) {
      throw this.deny(
        'origin',
        'TAILRACE_HOST_REFUSED',
        `The origin ${quoted(origin)} may not call; name it in allowedOrigins.`,
      );
    }
    if (origin === undefined && hosts.isForeignLoad(headerText(site), headerText(mode))) {
      throw this.deny('origin', 'TAILRACE_HOST_REFUSED', 'Pages of other origins may not load anything from here.');
    }
    if (!hosts.isForeign(origin)) return false;
    void reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
    if (request.method !== 'OPTIONS') return false;
    void reply
      .header('access-control-allow-methods', 'GET, POST, DELETE')
      .header('access-control-allow-headers', 'Authorization, Content-Type, Content-Encoding, Last-Event-ID')
      .header('access-control-max-age', '600')
      .code(204)
      .send();
    return true;
  }

  /** Answers who asks; throws where they may not. */
  admit(request: FastifyRequest, access: Access): Caller {
    const identity = this.identify(request, access !== 'public');
    if (access === 'public') return { identity: identity ?? NOBODY, address: request.ip };
    if (identity === undefined)
      throw this.deny('missing', 'TAILRACE_UNAUTHORIZED', 'A token is needed: Authorization: Bearer TOKEN.');
    if (!mayAccess(access, identity.role)) {
      throw this.deny(
        'role',
        'TAILRACE_FORBIDDEN',
        `The role '${identity.role}' may not do this; it takes ${access.join(' or ')}.`,
      );
    }
    return { identity, address: request.ip };
  }

  /** Answers who a request's token or session belongs to; a wrong token throws where `strict`. */
  identify(request: FastifyRequest, strict: boolean): Identity | undefined {
    const { tokens, sessions } = this.#options;
    if (tokens.open) return LOCAL;
    const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return sessions.find(request.headers.cookie);
    const identity = tokens.find(bearer);
    if (identity === undefined && strict) throw this.deny('wrong', 'TAILRACE_UNAUTHORIZED', 'The token is not known.');
    return identity;
  }

  /** Counts and reports a refusal; answers the error to throw. */
  deny(reason: DenialReason, code: TailraceError['code'], message: string): TailraceError {
    this.#options.metrics.add('tailrace_access_denied_total', 1, reason);
    this.#options.diagnostics.report({ name: 'access.denied', source: 'collector', message });
    return new TailraceError(code, message);
  }
}

function quoted(value: string | undefined): string {
  return value === undefined ? '(none)' : JSON.stringify(value.slice(0, 100));
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
