import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQuery } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { openStoreForReading } from '../src/index.ts';
import { archived, DAY, original } from './archived-folder.ts';
import { rowsOf, START } from './records.ts';

describe('a store opened for reading beside its archive', () => {
  it('finds the archive by the address in the folder, and leaves the folder as it is', async () => {
    const { folder, archive } = await archived();
    const moved = `${archive}-moved`;
    const file = join(folder, 'archived', 'archive.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(join(original.path, 'archive'), archive));
    const before = await readdir(folder, { recursive: true });
    const reader = await openStoreForReading({ directory: folder });
    try {
      expect((await reader.stats()).records).toBe(140);
      const { filter, pipes } = parseQuery('* | count');
      const range = { from: START + DAY, to: START + 2 * DAY };
      expect(await reader.query({ filter, pipes, ...range })).toMatchObject({ rows: [[40]] });
      expect(await readdir(folder, { recursive: true })).toEqual(before);
      await rename(archive, moved);
      expect((await reader.query({ filter, pipes })).notes.at(-1)).toMatch(/missing or damaged/);
    } finally {
      await reader.close();
      await rm(moved, { recursive: true, force: true });
    }
  });

  it('refuses a question that needs days whose archive it cannot reach', async () => {
    const { folder } = await archived();
    const file = join(folder, 'archived', 'archive.json');
    await writeFile(file, JSON.stringify({ id: 'x', name: 'a disk' }));
    const reader = await openStoreForReading({ directory: folder });
    try {
      await expect(rowsOf(reader, '* | count')).rejects.toMatchObject({
        code: 'TAILRACE_ARCHIVE_FAILED',
        message: expect.stringContaining('in the archive a disk') as string,
      });
    } finally {
      await reader.close();
    }
  });
});
