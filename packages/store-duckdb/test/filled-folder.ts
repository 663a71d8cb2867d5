import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type DuckdbStoreOptions, openDuckdbStore } from '../src/index.ts';
import { makeFolder, makeRecords, START } from './records.ts';

const HOUR = 3_600_000;

/** A folder that is filled once for a file of tests: each test takes a copy, and nobody writes into the original. */
export interface FilledFolder {
  readonly path: string;
  /** A copy that is removed after the test. */
  copy(): Promise<string>;
}

/** Fills a folder before the tests of a file, and removes it after them. */
export function filledOnce(fill: (path: string) => Promise<void>): FilledFolder {
  let original = '';
  beforeAll(async () => {
    original = await mkdtemp(join(tmpdir(), 'tailrace-filled-'));
    await fill(original);
  });
  afterAll(() => rm(original, { recursive: true, force: true }));
  return {
    get path() {
      return original;
    },
    copy: async () => {
      const folder = await makeFolder();
      await cp(original, folder, { recursive: true });
      return folder;
    },
  };
}

/** Segments with so many records each, an hour apart, and the last so many in a write-ahead file. */
export function filledStore(segments: readonly number[], hot: number): FilledFolder {
  return filledOnce(async (directory) => {
    const store = await openToFill({ directory });
    for (const [hour, count] of segments.entries()) {
      await store.append(makeRecords(count, START + hour * HOUR));
      await store.compact();
    }
    await store.append(makeRecords(hot, START + segments.length * HOUR));
    await store.close();
  });
}

/** Opens a store that whoever fills it closes: it lives beyond a test. */
export function openToFill(options: DuckdbStoreOptions): ReturnType<typeof openDuckdbStore> {
  return openDuckdbStore({ groupCommitMillis: 1, unlinkGraceMillis: 0, ...options });
}
