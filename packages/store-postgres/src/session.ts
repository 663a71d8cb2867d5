import type { PoolClient } from 'pg';
import { CANCELLED_STATE, publicError, stateOf } from './failures.ts';
import { type Sql, toStatement } from './sql.ts';

/** A row as it comes: every value as text, NULL as null. */
export type Row = readonly (string | null)[];

/** Values come as the server writes them, and are read by whoever knows what they are. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** One connection while it is in use: asks the server, and turns what it throws into Tailrace's errors. */
export class Session {
  readonly client: PoolClient;
  readonly #doing: string;
  readonly #signal: AbortSignal | undefined;

  constructor(client: PoolClient, doing: string, signal?: AbortSignal) {
    this.client = client;
    this.#doing = doing;
    this.#signal = signal;
  }

  /** The same connection, but with the errors as they come. */
  async rows(piece: Sql): Promise<readonly Row[]> {
    const { text, values } = toStatement(piece);
    const result = await this.client.query<(string | null)[]>({
      text,
      values: [...values],
      rowMode: 'array',
      types: AS_TEXT,
    });
    return result.rows;
  }

  /** Sends statements without values at once; answers the rows of the last, with the errors as they come. */
  async script(pieces: readonly Sql[]): Promise<readonly Row[]> {
    const statements = pieces.map(toStatement);
    if (statements.some(({ values }) => values.length > 0)) throw new TypeError('A script binds no values.');
    const text = statements.map((statement) => statement.text).join('; ');
    const results: unknown = await this.client.query({ text, rowMode: 'array', types: AS_TEXT });
    const last = (results as readonly { readonly rows: readonly Row[] }[]).at(-1);
    return last?.rows ?? [];
  }

  /** Asks, unless the work was ended meanwhile. */
  async ask(piece: Sql): Promise<readonly Row[]> {
    this.#check();
    try {
      return await this.rows(piece);
    } catch (error) {
      throw this.judged(error);
    }
  }

  judged(error: unknown): Error {
    if (this.#signal?.aborted) return this.#signal.reason as Error;
    if (stateOf(error) === CANCELLED_STATE) return publicError(error, `${this.#doing}, ended by the server`);
    return publicError(error, this.#doing);
  }

  #check(): void {
    if (this.#signal?.aborted) throw this.#signal.reason as Error;
  }
}
