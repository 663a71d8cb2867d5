import type { IncomingHttpHeaders } from 'node:http';
import { type Diagnostics, TailraceError } from '@tailrace/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { Caller } from './caller.ts';
import type { HostCheck } from './host-check.ts';
import { type Access, mayAccess, type Role } from './roles.ts';
import type { Sessions } from './sessions.ts';
import type { Identity, TokenTable } from './tokens.ts';

/** Who everybody is where there are no tokens. */
const LOCAL: Identity = { name: 'local', role: 'admin', local: true };

/** Who asks for a public route without a token. */
const NOBODY: Identity = { name: 'anonymous', role: 'ingest' };

/** Why a request was refused entry. */
export type DenialReason = 'host' | 'origin' | 'missing' | 'wrong' | 'role' | 'too_many_logins' | 'protocol';

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
    this.checkPlace(request.headers);
    const { origin } = request.headers;
    if (!this.#options.hosts.isForeign(origin)) return false;
    void reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
    if (request.method !== 'OPTIONS') return false;
    void reply
      .header('access-control-allow-methods', 'GET, HEAD, POST, DELETE')
      .header('access-control-allow-headers', 'Authorization, Content-Type, Content-Encoding, Last-Event-ID')
      .header('access-control-max-age', '600')
      .code(204)
      .send();
    return true;
  }

  /** Throws for a host that is not served, and for pages of strangers, whatever they ask for. */
  checkPlace({ host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode }: IncomingHttpHeaders): void {
    const { hosts } = this.#options;
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
  }

  /** Answers who asks; throws where they may not. */
  admit(headers: IncomingHttpHeaders, address: string, access: Access): Caller {
    const identity = this.identify(headers, access !== 'public');
    if (access === 'public') return { identity: identity ?? NOBODY, address };
    if (identity === undefined)
      throw this.deny('missing', 'TAILRACE_UNAUTHORIZED', 'A token is needed: Authorization: Bearer TOKEN.');
    const caller = { identity, address };
    this.checkRole(caller, access);
    return caller;
  }

  /** Answers who a connection without headers belongs to, by the token that it names; throws where it may not write. */
  admitToken(token: string | undefined, address: string, access: readonly Role[]): Caller {
    const { tokens } = this.#options;
    if (tokens.open) return { identity: LOCAL, address };
    if (token === undefined) throw this.deny('missing', 'TAILRACE_UNAUTHORIZED', 'The hello needs a token.');
    const identity = tokens.find(token);
    if (identity === undefined) throw this.deny('wrong', 'TAILRACE_UNAUTHORIZED', 'The token is not known.');
    const caller = { identity, address };
    this.checkRole(caller, access);
    return caller;
  }

  /** Throws where a caller's role is none of those that are let in. */
  checkRole({ identity }: Caller, access: readonly Role[]): void {
    if (mayAccess(access, identity.role)) return;
    throw this.deny(
      'role',
      'TAILRACE_FORBIDDEN',
      `The role '${identity.role}' may not do this; it takes ${access.join(' or ')}.`,
    );
  }

  /** Answers who a request's token or session belongs to; a wrong token throws where `strict`. */
  identify(headers: IncomingHttpHeaders, strict: boolean): Identity | undefined {
    const { tokens, sessions } = this.#options;
    if (tokens.open) return LOCAL;
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (bearer === undefined) return sessions.find(headers.cookie);
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
