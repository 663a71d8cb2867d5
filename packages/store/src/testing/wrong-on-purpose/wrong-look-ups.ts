import type { WireRecord } from '@tailrace/core';
import type { StoreStats } from '../../store.ts';
import { JournalStore } from '../journal-store.ts';

/** Answers some record for an id that is not there. */
export class InventsRecords extends JournalStore {
  override async get(id: string): Promise<WireRecord | undefined> {
    const found = await super.get(id);
    if (found !== undefined) return found;
    for await (const record of this.stream({ filter: { type: 'everything' }, pipes: [] })) return { ...record, id };
    return undefined;
  }
}

/** Leaves the record itself out of its context. */
export class LeavesOutTheMiddle extends JournalStore {
  override async context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    return (await super.context(id, around))?.filter((record) => record.id !== id);
  }
}

/** Says that it has more than it has. */
export class Boasts extends JournalStore {
  override async stats(): Promise<StoreStats> {
    const stats = await super.stats();
    return { ...stats, records: stats.records + 1 };
  }
}

/** Goes on answering after its end. */
export class NeverCloses extends JournalStore {
  override async close(): Promise<void> {
    // What should happen here is what the kit looks for.
  }
}
