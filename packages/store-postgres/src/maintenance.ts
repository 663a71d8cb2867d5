import { type Clock, type Diagnostics, systemClock, type Timer } from '@tailrace/core';
import type { RetentionPolicy } from '@tailrace/store';
import type { Database } from './database.ts';
import type { Partitions } from './partitions.ts';
import { type Retained, retain } from './retention.ts';
import { sql } from './sql.ts';
import type { Tables } from './tables.ts';

export interface MaintenanceSettings {
  readonly retention: RetentionPolicy;
  readonly retentionEveryMillis: number;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
}

/** What is done every few minutes: partitions ahead of time, and retention. One round at a time, failures are told. */
export class Maintenance {
  readonly #database: Database;
  readonly #tables: Tables;
  readonly #partitions: Partitions;
  readonly #settings: MaintenanceSettings;
  #timer: Timer | undefined;
  #round: Promise<unknown> = Promise.resolve();
  #isEnded = false;

  constructor(database: Database, tables: Tables, partitions: Partitions, settings: MaintenanceSettings) {
    this.#database = database;
    this.#tables = tables;
    this.#partitions = partitions;
    this.#settings = settings;
  }

  start(): void {
    if (this.#isEnded) return;
    this.#timer = this.#settings.clock.schedule(() => {
      void this.#inTurn().then(() => this.start());
    }, this.#settings.retentionEveryMillis);
  }

  /** Resolves when no round is under way; none begins afterwards. */
  async end(): Promise<void> {
    this.#isEnded = true;
    this.#timer?.cancel();
    await this.#round.catch(() => undefined);
  }

  retain(): Promise<Retained> {
    const { retention } = this.#settings;
    const round = this.#round
      .catch(() => undefined)
      .then(async () => {
        const retained = await retain(this.#database, this.#tables, retention, await this.#now());
        await this.#partitions.refresh();
        return retained;
      });
    this.#round = round;
    return round;
  }

  /** The server notes when records arrive, so their age is by its clock too: that of a collector may be wrong. */
  async #now(): Promise<number> {
    const { clock } = this.#settings;
    if (clock !== systemClock) return clock.now();
    const [row] = await this.#database.ask('reading its clock', sql`SELECT extract(epoch FROM now()) * 1000`);
    return Math.floor(Number(row?.[0]));
  }

  async #inTurn(): Promise<void> {
    try {
      await this.#partitions.prepare(await this.#now());
      await this.retain();
    } catch (error) {
      if (this.#isEnded) return;
      const message = 'Retention or partitions ahead of time failed; the next round tries again.';
      this.#settings.diagnostics.report({ name: 'store.failed', source: 'postgres', message, error });
    }
  }
}
