import { TailraceError } from '@tailrace/core';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { whenOver } from '../when-over.ts';

/** Bounds how many questions of one token are under way at once. */
export class QueryTurns {
  readonly #most: number;
  readonly #underWay = new Map<string, number>();

  constructor(maxQueriesPerToken: number) {
    this.#most = maxQueriesPerToken;
  }

  /**
   * Takes a turn, which ends when the reply has been sent or its client has left.
   *
   * @throws TailraceError `TAILRACE_TOO_MANY_QUERIES` where the token has all its turns.
   */
  take({ identity: { name } }: Caller, reply: FastifyReply): void {
    const taken = this.#underWay.get(name) ?? 0;
    if (taken >= this.#most) {
      throw new TailraceError(
        'TAILRACE_TOO_MANY_QUERIES',
        `${taken} questions of '${name}' are under way, and that many may be at once (maxQueriesPerToken): wait for one to end.`,
      );
    }
    this.#underWay.set(name, taken + 1);
    whenOver(reply.raw, () => this.#end(name));
  }

  /** How many questions are under way. */
  get size(): number {
    let sum = 0;
    for (const taken of this.#underWay.values()) sum += taken;
    return sum;
  }

  #end(name: string): void {
    const left = (this.#underWay.get(name) ?? 1) - 1;
    if (left === 0) this.#underWay.delete(name);
    else this.#underWay.set(name, left);
  }
}
