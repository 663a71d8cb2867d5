import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { expect, it } from 'vitest';
import { tailrace, temporaryFolder } from './cli.ts';

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

it('store looks after a folder: stats, verify, compact, backup, restore, archive, repair [E5]', async () => {
  const root = temporaryFolder();
  const [folder, backup, again, archive] = ['data', 'backup', 'again', 'archive'].map((name) => join(root, name));
  if (!folder || !backup || !again || !archive) throw new Error('There are four.');
  const store = await openDuckdbStore({ directory: folder, retention: 'all forever' });
  const timestamp = Date.UTC(2026, 10, 1);
  const records = Array.from({ length: 50 }, (_, index) => ({
    id: `r-${index}`,
    timestamp: timestamp + index,
    level: 'info',
    severity: 9,
    message: `record ${index}`,
  }));
  await store.append(records);
  expect(json((await tailrace(['store', 'stats', folder, '--json'])).stdout)).toMatchObject({ records: 50 });
  expect(await tailrace(['store', 'compact', folder])).toMatchObject({ code: 3 });
  const first = await tailrace(['store', 'backup', folder, backup, '--json']);
  expect(first.code).toBe(0);
  expect(json(first.stdout)).toMatchObject({ ok: true, number: 1, records: 50 });
  await store.close();

  expect((await tailrace(['store', 'compact', folder])).stdout).toContain('50 records in 1 segments');
  expect((await tailrace(['store', 'verify', folder])).stdout).toContain('whole, 1 files checked');
  expect((await tailrace(['store', 'restore', backup, again])).stdout).toContain('50 records');
  expect(await tailrace(['store', 'restore', backup, again])).toMatchObject({ code: 2 });
  const moved = await tailrace(['store', 'archive', again, archive, '--older-than', '0s', '--json']);
  expect({ code: moved.code, moved: json(moved.stdout)['moved'] }).toMatchObject({ code: 0, moved: { records: 50 } });
  const found = await tailrace(['search', 'record 7', again, '-o', 'jsonl']);
  expect(found.stdout).toContain('"r-7"');

  const day = join(folder, 'seg', '2026-11-01');
  const name = readdirSync(day).find((one) => one.endsWith('.parquet')) ?? '';
  const bytes = readFileSync(join(day, name));
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  writeFileSync(join(day, name), bytes);
  expect(await tailrace(['store', 'verify', folder, '--json'])).toMatchObject({ code: 4 });
  const repaired = await tailrace(['store', 'repair', folder]);
  expect(repaired.code).toBe(4);
  expect(repaired.stdout).toMatch(/0 records are served[^]*checksum is wrong[^]*\(50 records\)/);
});

it('store says what it takes', async () => {
  expect(await tailrace(['store', 'bakup', 'x'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'backup'"),
  });
  expect(await tailrace(['store', 'backup', 'x'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a TARGET'),
  });
  const archived = await tailrace(['store', 'archive', 'x', 'y', '--older-than', 'soon']);
  expect(archived).toMatchObject({ code: 2, stderr: expect.stringContaining('30d') });
});
