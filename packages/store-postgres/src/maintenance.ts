import type { Clock, Diagnostics, Timer } from '@tailrace/core';
import type { RetentionPolicy } from '@tailrace/store';
import type { Database } from './database.ts';
import type { Partitions } from './partitions.ts';
import { type Retained, retain } from './retention.ts';
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
    const { retention, clock } = this.#settings;
    const round = this.#round
      .catch(() => undefined)
      .then(async () => {
        const retained = await retain(this.#database, this.#tables, retention, clock.now());
        await this.#partitions.refresh();
        return retained;
      });
    this.#round = round;
    return round;
  }

  async #inTurn(): Promise<void> {
    try {
      await this.#partitions.prepare(this.#settings.clock.now());
      await this.retain();
    } catch (error) {
      if (this.#isEnded) return;
      const message = 'Retention or partitions ahead of time failed; the next round tries again.';
      this.#settings.diagnostics.report({ name: 'store.failed', source: 'postgres', message, error });
    }
  }
}
