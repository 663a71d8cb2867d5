import { randomBytes } from 'node:crypto';
import type { Clock } from '@tailrace/core';
import type { Identity } from './tokens.ts';

const COOKIE = 'tailrace_session';

/** More sessions than people; the oldest goes when one more comes. */
const MAX_SESSIONS = 1000;

interface Session {
  readonly identity: Identity;
  readonly expires: number;
}

/** What the sessions of pages need to know. */
export interface SessionOptions {
  readonly clock: Clock;
  readonly sessionMillis: number;
  readonly secureCookies: boolean;
}

/**
 * The sessions of pages, in memory: a page cannot put a token on an `EventSource`, so it exchanges the token for a
 * cookie that scripts cannot read and other sites cannot send.
 */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Opens a session; answers the `Set-Cookie` header. */
  open(identity: Identity): string {
    const { clock, sessionMillis } = this.#options;
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, { identity, expires: clock.monotonic() + sessionMillis });
    if (this.#sessions.size > MAX_SESSIONS) {
      for (const oldest of this.#sessions.keys()) {
        this.#sessions.delete(oldest);
        break;
      }
    }
    return this.#cookie(id, Math.floor(sessionMillis / 1000));
  }

  /** Answers whose session a `Cookie` header holds, if it is open still. */
  find(cookies: string | undefined): Identity | undefined {
    const id = sessionId(cookies);
    const session = id === undefined ? undefined : this.#sessions.get(id);
    if (session === undefined || id === undefined) return undefined;
    if (session.expires > this.#options.clock.monotonic()) return session.identity;
    this.#sessions.delete(id);
    return undefined;
  }

  /** Ends a session; answers the `Set-Cookie` header that removes the cookie. */
  end(cookies: string | undefined): string {
    const id = sessionId(cookies);
    if (id !== undefined) this.#sessions.delete(id);
    return this.#cookie('', 0);
  }

  #cookie(value: string, maxAgeSeconds: number): string {
    const secure = this.#options.secureCookies ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
  }
}

function sessionId(cookies: string | undefined): string | undefined {
  for (const part of cookies?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE && value !== undefined && value !== '') return value;
  }
  return undefined;
}
