import { createHash, timingSafeEqual } from 'node:crypto';
import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
import { ROLES, type Role } from './roles.ts';

/** A key and what it may do; give the token itself, or the hex SHA-256 of it. */
export interface TokenOptions {
  /** At least 8 characters. */
  readonly token?: string;
  /** Lower-case hex SHA-256 of the token, so that a settings file holds no secret. */
  readonly hash?: string;
  readonly role: Role;
  /** Who holds it, as audit records name it. */
  readonly name: string;
}

/** Who makes a request. */
export interface Identity {
  readonly name: string;
  readonly role: Role;
  /** Nobody was asked for a token: there are none. */
  readonly local?: boolean;
}

const RULES: OptionRules<TokenOptions> = {
  token: { type: 'string' },
  hash: { type: 'string' },
  role: { type: 'string', oneOf: ROLES, required: true },
  name: { type: 'string', required: true },
};

/** Throws for the first token that is declared wrongly; no message holds a token. */
export function checkTokens(tokens: readonly TokenOptions[]): void {
  for (const [index, entry] of tokens.entries()) {
    const owner = `startCollector: tokens[${index}]`;
    if (typeof entry !== 'object' || entry === null) throw bad(`${owner} takes an object.`);
    checkOptions(owner, entry, RULES);
    if ((entry.token === undefined) === (entry.hash === undefined))
      throw bad(`${owner} needs either 'token' or 'hash'.`);
    if (entry.token !== undefined && entry.token.length < 8) throw bad(`${owner}: 'token' takes 8 characters or more.`);
    if (entry.hash !== undefined && !/^[0-9a-f]{64}$/.test(entry.hash)) {
      throw bad(`${owner}: 'hash' takes a SHA-256 as 64 lower-case hex digits.`);
    }
  }
}

function bad(message: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', message);
}

/** Knows the tokens by their SHA-256 alone, and compares in constant time. */
export class TokenTable {
  readonly #entries: readonly { readonly hash: Buffer; readonly identity: Identity }[];

  constructor(tokens: readonly TokenOptions[]) {
    this.#entries = tokens.map(({ token, hash, role, name }) => ({
      hash: hash === undefined ? sha256(token ?? '') : Buffer.from(hash, 'hex'),
      identity: { name, role },
    }));
  }

  /** True where nobody needs a token. */
  get open(): boolean {
    return this.#entries.length === 0;
  }

  /** Answers who holds a token. Every entry is compared whatever came before, so that time tells nothing. */
  find(token: string): Identity | undefined {
    const hash = sha256(token);
    let found: Identity | undefined;
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.hash, hash)) found ??= entry.identity;
    }
    return found;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
