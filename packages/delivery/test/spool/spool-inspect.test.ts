import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/sink.ts';
import { exportSpool, inspectSpool, listSpools, verifySpool } from '../../src/spool/inspect.ts';
import { repairSpool } from '../../src/spool/repair.ts';
import { entries, everything, filesOf, ids, newFolder, open, range } from './spool-fixture.ts';

async function exported(directory: string): Promise<string[]> {
  const found: Entry[] = [];
  for await (const entry of exportSpool(directory)) found.push(entry);
  return found.map(({ id }) => id);
}

/** A spool of three segments with 21 entries, of which the first two are done; closed. */
async function closedSpool(): Promise<{ folder: string; directory: string }> {
  const folder = newFolder();
  const { spool } = await open(folder, { segmentBytes: 512 });
  for (let n = 0; n < 21; n += 7) await spool.append(entries(7, n), 'process');
  await spool.append(entries(7, 21), 'process');
  spool.acknowledge((await spool.read({ records: 2, bytes: 1e6 })).map(({ position }) => position));
  await spool.close();
  return { folder, directory: dirname(dirname(filesOf(folder, '.seg')[0] ?? '')) };
}

/** Spoils the body of entry 5. */
function damage(folder: string): void {
  const path = filesOf(folder, '.seg')[0] ?? '';
  const bytes = readFileSync(path);
  bytes.write('oops', bytes.indexOf('{"n":5,'));
  writeFileSync(path, bytes);
}

describe('looking into spools', () => {
  it('lists what every spool of the state folder holds, and who lives', async () => {
    const { folder } = await closedSpool();
    const other = await open(folder, { name: 'other', destination: 'there' });
    await other.spool.append(entries(3), 'process');
    const reports = await listSpools(folder);
    expect(
      reports.map(({ key, pending, lost, runs }) => [key.slice(0, -17), pending, lost, runs.map(({ alive }) => alive)]),
    ).toEqual([
      ['other', 3, 0, [true]],
      ['test', 26, 0, [false]],
    ]);
    expect(reports[1]).toMatchObject({ damaged: 0, oldestMillis: Date.UTC(2026, 0, 1) + 2 });
    expect(await listSpools(join(folder, 'nothing', 'here'))).toEqual([]);
  });

  it('exports what is not done, in order, while the owner goes on', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { segmentBytes: 512 });
    for (let n = 0; n < 21; n += 7) await spool.append(entries(7, n), 'process');
    const { directory } = (await listSpools(folder))[0] ?? { directory: '' };
    expect(await exported(directory)).toEqual(range(0, 21));
    spool.acknowledge((await spool.read(everything)).map(({ position }) => position));
    expect(spool.counts().pendingRecords).toBe(0);
    await spool.close();
    expect(await exported(directory)).toEqual([]);
  });

  it('finds damage, says where, and changes nothing', async () => {
    const { folder, directory } = await closedSpool();
    expect((await verifySpool(directory)).ok).toBe(true);
    damage(folder);
    const before = filesOf(folder, '.seg').map((path) => readFileSync(path));
    const verdict = await verifySpool(directory);
    expect(verdict.ok).toBe(false);
    expect(verdict.wrong).toHaveLength(1);
    expect(verdict.wrong[0]).toMatchObject({ lost: 1, records: 13, torn: false, sealed: true });
    expect(verdict.report.pending).toBe(25);
    expect(filesOf(folder, '.seg').map((path) => readFileSync(path))).toEqual(before);
  });

  it('repairs what dead runs left: the rest is delivered, the damage is put aside and not found again', async () => {
    const { folder, directory } = await closedSpool();
    damage(folder);
    expect(await repairSpool(directory)).toEqual({ repaired: 1, lost: 1, kept: 25, leftAlone: 0 });
    expect((await verifySpool(directory)).ok).toBe(true);
    expect(filesOf(directory, '.bad')).toHaveLength(1);
    const next = await open(folder);
    expect(next.spool.counts()).toMatchObject({ adopted: 25, damaged: 0 });
    expect(ids(await next.spool.read(everything))).toEqual(range(2, 28).filter((id) => id !== 'id-5'));
  });

  it('repairs nothing of a transport that runs', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(entries(7), 'process');
    damage(folder);
    const { directory } = (await listSpools(folder))[0] ?? { directory: '' };
    expect(await repairSpool(directory)).toEqual({ repaired: 0, lost: 0, kept: 0, leftAlone: 1 });
    expect(ids(await spool.read(everything))).toEqual(range(0, 7).filter((id) => id !== 'id-5'));
    expect((await inspectSpool(directory)).runs[0]?.alive).toBe(true);
  });
});
