import { openDuckdbStore } from './open.ts';

/** What a repair came to. */
export interface RepairAnswer {
  /** Whether everything that is served is whole now. */
  readonly ok: boolean;
  /** Records that are served. */
  readonly records: number;
  readonly checked: number;
  /** What was cut off, set aside or lost: with the records that it held, where that is known. */
  readonly damaged: readonly { readonly file: string; readonly reason: string; readonly records?: number }[];
}

/**
 * Brings a folder in order that no store has open: removes what is half-made, cuts torn ends off, makes lost indexes
 * again, checks every byte, and sets aside what cannot be read. It deletes nothing that holds a record.
 *
 * @throws TailraceError `TAILRACE_STORE_LOCKED` where a store has the folder open.
 */
export async function repairFolder(directory: string): Promise<RepairAnswer> {
  const store = await openDuckdbStore({
    directory,
    retention: 'all forever',
    checkAtOpenBytes: Number.MAX_SAFE_INTEGER,
  });
  try {
    const known = new Set((await store.stats()).damaged.map(({ file }) => file));
    const { problems, checked } = await store.verify();
    const left = problems.filter(({ file }) => !known.has(file));
    const { records, damaged } = await store.stats();
    return { ok: left.length === 0, records, checked, damaged: [...damaged, ...left] };
  } finally {
    await store.close();
  }
}
