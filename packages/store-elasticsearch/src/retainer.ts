import { compilePredicate, type FilterNode, printFilter } from '@tailrace/query';
import { stepAt } from '@tailrace/store';
import { type BackingIndex, type BackingIndexes } from './backing-indexes.ts';
import { candidatesOf } from './answers/bounds.ts';
import { Deadline } from './deadline.ts';
import { every } from './dsl/condition.ts';
import { rollOver } from './prepare.ts';
import type { Searcher } from './searcher.ts';
import type { Server } from './server.ts';
import type { Settings } from './settings.ts';
import { deleteDocuments } from './delete-documents.ts';
import { bytesOf } from './stats.ts';

/** What a round of retention did. */
export interface Retained {
  /** Indexes that were deleted. */
  readonly indexes: number;
  /** Records that were deleted out of indexes that stay. */
  readonly records: number;
  /** Whether a new index was begun. */
  readonly rolledOver: boolean;
}

const DELETES_PER_REQUEST = 5000;

/**
 * Begins new indexes and deletes what is past retention, from time to time.
 *
 * An index arrived before the one behind it was begun. The one that is written is left alone: what is in it has come
 * within the time of a roll-over.
 */
export class Retainer {
  readonly #server: Server;
  readonly #settings: Settings;
  readonly #backing: BackingIndexes;
  readonly #searcher: Searcher;
  /** What stays of indexes that were gone through already. */
  readonly #kept = new Map<string, string>();
  #timer: { cancel(): void } | undefined;
  #round: Promise<Retained> | undefined;
  #ended = false;

  constructor(server: Server, settings: Settings, backing: BackingIndexes, searcher: Searcher) {
    this.#server = server;
    this.#settings = settings;
    this.#backing = backing;
    this.#searcher = searcher;
  }

  /** Looks every now and then, the first time after a while. */
  start(): void {
    const { clock, retentionEveryMillis, diagnostics } = this.#settings;
    if (this.#ended) return;
    this.#timer = clock.schedule(() => {
      this.retain()
        .catch((error: unknown) =>
          diagnostics.report({
            name: 'store.failed',
            source: 'elasticsearch',
            message: 'Retention failed; it is tried again later.',
            error,
          }),
        )
        .finally(() => this.start());
    }, retentionEveryMillis);
  }

  /** One round; one at a time. */
  retain(): Promise<Retained> {
    this.#round ??= this.#retain().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.#timer?.cancel();
    await this.#round?.catch(() => undefined);
  }

  async #retain(): Promise<Retained> {
    await this.#backing.refuseOthers();
    const rolledOver = await rollOver(this.#server, this.#settings);
    let indexes = 0;
    let records = 0;
    const { retention, clock, diagnostics } = this.#settings;
    const backing = await this.#backing.refresh();
    for (const [place, index] of backing.slice(0, -1).entries()) {
      if (this.#ended) break;
      const arrivedAt = backing[place + 1]?.createdAt ?? clock.now();
      const step = stepAt(retention, clock.now() - arrivedAt);
      if (step === undefined) continue;
      if (step.keep === undefined) indexes += await this.#delete(index);
      else records += await this.#thin(index, step.keep);
    }
    indexes += await this.#fit();
    if (indexes + records > 0) {
      await this.#backing.refresh();
      const message = `Retention deleted ${indexes} indexes, and ${records} records of others.`;
      diagnostics.report({ name: 'store.expired', source: 'elasticsearch', message });
    }
    return { indexes, records, rolledOver };
  }

  async #delete({ name }: BackingIndex): Promise<number> {
    const answer = await this.#server.must(
      { method: 'DELETE', path: `/${encodeURIComponent(name)}` },
      undefined,
      [404],
    );
    this.#kept.delete(name);
    return answer.status === 404 ? 0 : 1;
  }

  /** Deletes the oldest indexes until the rest is within its bytes. */
  async #fit(): Promise<number> {
    const { retention, dataStream } = this.#settings;
    if (!Number.isFinite(retention.maxBytes)) return 0;
    let deleted = 0;
    const backing = await this.#backing.refresh();
    let bytes = await bytesOf(this.#server, dataStream);
    if (retention.precious !== undefined) {
      for (const index of backing.slice(0, -1)) {
        if (bytes <= retention.maxBytes) return deleted;
        if ((await this.#thin(index, retention.precious)) === 0) continue;
        await this.#reclaim(index);
        bytes = await bytesOf(this.#server, dataStream);
      }
    }
    for (const index of backing.slice(0, -1)) {
      if (bytes <= retention.maxBytes) return deleted;
      bytes -= await bytesOf(this.#server, index.name);
      deleted += await this.#delete(index);
    }
    return deleted;
  }

  /** Deletes the records of an index that do not stay. */
  async #thin({ name }: BackingIndex, keep: FilterNode): Promise<number> {
    const words = printFilter(keep);
    if (this.#kept.get(name) === words) return 0;
    const stays = compilePredicate(keep);
    const filter: FilterNode = { type: 'not', filter: keep };
    const { query, order } = candidatesOf({ filter, pipes: [], order: 'oldest' });
    const { clock } = this.#settings;
    const deadline = new Deadline({}, { timeoutMillis: 2 ** 31, maxRecords: Number.POSITIVE_INFINITY }, clock);
    let deleted = 0;
    try {
      const search = { query: every([{ term: { _index: name } }, query]), order, roots: ['kind', 'level'] };
      for await (const page of this.#searcher.records(search, deadline, DELETES_PER_REQUEST)) {
        const ids = page.filter((record) => !stays(record)).map(({ id }) => id);
        if (ids.length > 0) await this.#deleteRecords(name, ids);
        deleted += ids.length;
        if (this.#ended) return deleted;
      }
    } finally {
      deadline.end();
    }
    this.#kept.set(name, words);
    return deleted;
  }

  async #deleteRecords(index: string, ids: readonly string[]): Promise<void> {
    await deleteDocuments(this.#server, index, ids, { refresh: true });
  }

  /** Gives the room of deleted records back, where the server can. */
  async #reclaim({ name }: BackingIndex): Promise<void> {
    await this.#server.ask({
      method: 'POST',
      path: `/${encodeURIComponent(name)}/_forcemerge`,
      query: { only_expunge_deletes: true },
    });
  }
}
