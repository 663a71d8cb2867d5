import type { Clock, Diagnostics } from '@tailrace/core';
import { Pool, type PoolClient } from 'pg';
import type { Deadline } from './deadline.ts';
import { isAway, publicError } from './failures.ts';
import { type Row, Session } from './session.ts';
import { fixedSql, type Sql } from './sql.ts';

/** How the pool of connections is made. */
export interface DatabaseSettings {
  readonly connectionString: string;
  readonly maxConnections: number;
  readonly connectTimeoutMillis: number;
  readonly isSynchronous: boolean;
  readonly ssl: boolean | object | undefined;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
}

/** How a value of every session looks, whatever the server's own settings are. */
const SETUP = [
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO'",
  "SET IntervalStyle = 'postgres'",
  'SET extra_float_digits = 1',
  'SET standard_conforming_strings = on',
  'SET client_min_messages = warning',
  // Who waited for a lock sees what the one before wrote; otherwise one record could be kept twice.
  "SET default_transaction_isolation = 'read committed'",
  // The store ends by itself what takes too long, and says so; what a role is set to would end it without words.
  'SET statement_timeout = 0',
  'SET lock_timeout = 0',
  'SET idle_in_transaction_session_timeout = 0',
  // Compiling costs more than most questions.
  'SET jit = off',
];

/** A query whose client is gone ends by itself, on servers that can tell: not all systems do. */
const CHECK_CLIENT = "SET client_connection_check_interval = '2s'";

/** Begins a transaction that sees one state of the data, whatever others write meanwhile. */
export const BEGIN_READING: Sql = fixedSql('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');

/** How long the server has to end what it was asked to end, before the connection is cut. */
const CANCEL_GRACE_MILLIS = 2000;

/** The connections to one server: lends them, cancels what runs on them, and keeps their failures to itself. */
export class Database {
  readonly #pool: Pool;
  readonly #settings: DatabaseSettings;
  readonly #prepared = new WeakSet<PoolClient>();
  readonly #open = new Set<PoolClient>();
  #isEnded = false;

  constructor(settings: DatabaseSettings) {
    this.#settings = settings;
    this.#pool = new Pool({
      connectionString: settings.connectionString,
      // One more than is lent, so that there is always one to cancel with.
      max: settings.maxConnections + 1,
      connectionTimeoutMillis: settings.connectTimeoutMillis,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
      keepAlive: true,
      application_name: 'tailrace',
      ...(settings.ssl !== undefined && { ssl: settings.ssl }),
    });
    // Without listeners a connection that breaks while it is idle, or between two questions, would end the process.
    this.#pool.on('error', (error) => this.#report(error));
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.#open.add(client);
    });
    this.#pool.on('remove', (client) => this.#open.delete(client));
  }

  /** Lends a connection for one piece of work; it is thrown away where the work fails in a way that leaves it unclear. */
  async use<Result>(doing: string, work: (session: Session) => Promise<Result>, deadline?: Deadline): Promise<Result> {
    const client = await this.#connectWithin(doing, deadline?.signal);
    const session = new Session(client, doing, deadline?.signal);
    const stopCancelling = deadline === undefined ? undefined : this.#cancelOn(deadline.signal, client);
    let isSound = true;
    try {
      return await work(session);
    } catch (error) {
      isSound = deadline?.signal.aborted !== true && (await this.#rolledBack(client, error));
      throw session.judged(error);
    } finally {
      stopCancelling?.();
      // A cancellation may still be on its way, also where the work succeeded: it must not meet the next one's question.
      client.release(!isSound || deadline?.signal.aborted === true);
    }
  }

  /** Reads within one view of the data, which changes meanwhile for others only. */
  read<Result>(doing: string, deadline: Deadline, work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.use(
      doing,
      async (session) => {
        await session.ask(BEGIN_READING);
        const result = await work(session);
        await session.ask(fixedSql('COMMIT'));
        return result;
      },
      deadline,
    );
  }

  /** One statement by itself. */
  ask(doing: string, piece: Sql): Promise<readonly Row[]> {
    return this.use(doing, (session) => session.ask(piece));
  }

  /** Cuts every connection after a while, so that work which is under way ends also where the server hangs. */
  cutAfter(millis: number): () => void {
    const timer = this.#settings.clock.schedule(() => {
      for (const client of this.#open) cutOff(client);
    }, millis);
    return () => timer.cancel();
  }

  async end(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#pool.end();
  }

  /** Waits for a connection no longer than the work may take; one that comes later goes to others. */
  async #connectWithin(doing: string, signal: AbortSignal | undefined): Promise<PoolClient> {
    if (signal === undefined) return this.#connect(doing);
    if (signal.aborted) throw signal.reason as Error;
    const connecting = this.#connect(doing);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason as Error);
        connecting.then(
          (client) => client.release(),
          () => undefined,
        );
      };
      signal.addEventListener('abort', leave, { once: true });
      connecting.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  async #connect(doing: string): Promise<PoolClient> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      if (!this.#prepared.has(client)) {
        const commit = `SET synchronous_commit = ${this.#settings.isSynchronous ? 'on' : 'off'}`;
        const timeout = { query_timeout: this.#settings.connectTimeoutMillis };
        await client.query({ text: [...SETUP, commit].join('; '), ...timeout });
        await client.query({ text: CHECK_CLIENT, ...timeout }).catch(unlessAway);
        this.#prepared.add(client);
      }
      return client;
    } catch (error) {
      client?.release(true);
      throw publicError(error, doing);
    }
  }

  /** Ends what runs on a connection once the signal comes; cuts the connection where the server does not listen. */
  #cancelOn(signal: AbortSignal, client: PoolClient): () => void {
    let cut: { cancel(): void } | undefined;
    const cancel = (): void => {
      cut = this.#settings.clock.schedule(() => cutOff(client), CANCEL_GRACE_MILLIS);
      const { processID } = client as unknown as { readonly processID: number };
      // Where this fails, the connection is cut.
      this.#pool.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined);
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return () => {
      signal.removeEventListener('abort', cancel);
      cut?.cancel();
    };
  }

  async #rolledBack(client: PoolClient, error: unknown): Promise<boolean> {
    if (isAway(error)) return false;
    try {
      await client.query('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  #report(error: unknown): void {
    const message = 'A connection to PostgreSQL was lost while it was idle; the next question opens another.';
    this.#settings.diagnostics.report({ name: 'store.failed', source: 'postgres', message, error });
  }
}

function unlessAway(error: unknown): void {
  if (isAway(error)) throw error;
}

function cutOff(client: PoolClient): void {
  const { connection } = client as unknown as { readonly connection: { readonly stream: { destroy(): void } } };
  connection.stream.destroy();
}

/** Apart from what others lock by numbers of their own. */
const LOCK_SPACE = 710_000;

/** Takes a lock of the application's until the transaction ends. */
export function lockSql(kind: number, key: number, isShared: boolean): Sql {
  const name = isShared ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  return fixedSql(`SELECT ${name}(${LOCK_SPACE + kind}, ${key})`);
}
