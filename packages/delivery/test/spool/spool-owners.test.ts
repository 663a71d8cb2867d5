import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { crash, entries, entry, everything, filesOf, ids, newFolder, open, range } from './spool-fixture.ts';

const writer = join(__dirname, '..', 'fixtures', 'spool-writer.cjs');

/** A process that appends one entry after another and says so after each that is in the kernel. */
async function killedAfter(folder: string, acknowledged: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === acknowledged) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return said;
}

describe('the owner of a spool', () => {
  it('keeps its entries while it lives, whoever else opens the same spool [F9]', async () => {
    const folder = newFolder();
    const first = await open(folder);
    await first.spool.append(entries(3), 'process');
    const second = await open(folder);
    await second.spool.append(entries(3, 10), 'process');
    expect(second.spool.counts().adopted).toBe(0);
    expect(ids(await second.spool.read(everything))).toEqual(range(10, 13));
    expect(ids(await first.spool.read(everything))).toEqual(range(0, 3));
  });

  it('is followed by exactly one of many that start at once [F9]', async () => {
    const folder = newFolder();
    for (let run = 0; run < 5; run += 1) {
      const { spool } = await open(folder);
      await spool.append(entries(10, run * 10), 'process');
      await spool.close();
    }
    const starters = await Promise.all(Array.from({ length: 8 }, () => open(folder)));
    const read = await Promise.all(starters.map(({ spool }) => spool.read(everything)));
    expect(read.flatMap(ids).sort()).toEqual(range(0, 50).sort());
    expect(starters.reduce((sum, { spool }) => sum + spool.counts().adopted, 0)).toBe(50);
  });

  it('is followed within a minute by another that runs already', async () => {
    const folder = newFolder();
    const first = await open(folder);
    const second = await open(folder);
    await second.spool.append(entries(1), 'process');
    await first.spool.append(entries(3, 10), 'process');
    expect(ids(await second.spool.read(everything))).toEqual(range(0, 1));
    await first.spool.close();
    await second.clock.advance(60_000);
    expect(ids(await second.spool.read(everything))).toEqual(range(10, 13));
    expect(second.events).toContainEqual(expect.objectContaining({ name: 'spool.adopted', records: 3 }));
  });

  it('loses nothing that was in the kernel when it is killed [X2] [F1]', async () => {
    const folder = newFolder();
    const said: string[] = [];
    for (const acknowledged of [1, 40, 333]) said.push(...(await killedAfter(folder, acknowledged)));
    const { spool } = await open(folder, { name: 'killed' });
    const read = ids(await spool.read(everything));
    expect(said.filter((id) => !read.includes(id))).toEqual([]);
    expect(new Set(read).size).toBe(read.length);
    expect(spool.counts().damaged).toBe(0);
  });

  it('keeps apart what two processes write at once, each killed and followed for itself [F9]', async () => {
    const folder = newFolder();
    const one = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const oneSaid: string[] = [];
    const oneEnded = (async () => {
      for await (const line of createInterface({ input: one.stdout })) oneSaid.push(line);
    })();
    await once(one.stdout, 'data');
    const otherSaid = await killedAfter(folder, 150);
    // The one lives: only the other's entries are free to be taken.
    const first = await open(folder, { name: 'killed' });
    const taken = ids(await first.spool.read(everything));
    expect(otherSaid.filter((id) => !taken.includes(id))).toEqual([]);
    expect(taken.filter((id) => id.startsWith(`${one.pid}-`))).toEqual([]);
    one.kill('SIGKILL');
    await oneEnded;
    await first.clock.advance(60_000);
    const followed = ids(await first.spool.read(everything));
    expect(oneSaid.filter((id) => !followed.includes(id))).toEqual([]);
    expect(new Set([...taken, ...followed]).size).toBe(taken.length + followed.length);
    expect(first.spool.counts().damaged).toBe(0);
  });

  it('may die at any step of taking over, and the next takes over from there', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { segmentBytes: 512 });
    for (let n = 0; n < 12; n += 4) await spool.append(entries(4, n), 'process');
    await spool.append(entries(9, 12), 'process');
    spool.acknowledge((await spool.read({ records: 2, bytes: 1e6 })).map(({ position }) => position));
    await spool.close();
    const key = join(folder, 'spool', readdirSync(join(folder, 'spool'))[0] ?? '');
    const dead = readdirSync(key)[0] ?? '';
    const files = readdirSync(join(key, dead)).filter((file) => file !== 'owner');
    const adopter = 'zzzzzzzzz-zzzzzz';
    for (let moved = 0; moved <= files.length; moved += 1) {
      const copy = crash(folder);
      const copyKey = join(copy, 'spool', key.slice(join(folder, 'spool').length + 1));
      mkdirSync(join(copyKey, adopter));
      renameSync(join(copyKey, dead), join(copyKey, adopter, dead));
      for (const file of files.slice(0, moved))
        renameSync(join(copyKey, adopter, dead, file), join(copyKey, adopter, file));
      const next = await open(copy);
      expect([moved, ids(await next.spool.read(everything))]).toEqual([moved, range(2, 21)]);
      await next.spool.close();
    }
  });

  it('removes what another left that died while it made its folder, but not before an hour', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append([entry(0)], 'process');
    await spool.close();
    const key = join(folder, 'spool', readdirSync(join(folder, 'spool'))[0] ?? '');
    const young = join(key, '.new-000000001-aaaaaa');
    const old = join(key, '.new-000000000-aaaaaa');
    mkdirSync(young);
    mkdirSync(old);
    const { clock } = await open(folder, { name: 'elsewhere' });
    utimesSync(young, clock.now() / 1000 - 3000, clock.now() / 1000 - 3000);
    utimesSync(old, clock.now() / 1000 - 4000, clock.now() / 1000 - 4000);
    await open(folder);
    expect([existsSync(young), existsSync(old)]).toEqual([true, false]);
  });

  it('leaves nothing behind of a segment whose owner died while it deleted it', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(entries(3), 'process');
    spool.acknowledge((await spool.read({ records: 1, bytes: 1e6 })).map(({ position }) => position));
    await spool.close();
    rmSync(filesOf(folder, '.seg')[0] ?? '');
    expect(filesOf(folder, '.done')).toHaveLength(1);
    const next = await open(folder);
    expect(next.spool.counts()).toMatchObject({ adopted: 0, damaged: 0 });
    expect(filesOf(folder, '.done')).toEqual([]);
  });

  it('may be copied with its folder: the copy is nobody’s', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(entries(3), 'process');
    expect(statSync(filesOf(folder, 'owner')[0] ?? '').isSocket()).toBe(true);
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true, filter: (source) => !source.endsWith('owner') });
    expect((await open(copy)).spool.counts().adopted).toBe(3);
    expect(spool.counts().pendingRecords).toBe(3);
  });
});

describe('a run that cannot be taken over', () => {
  it('does not keep the others from being [G8]', async () => {
    const folder = newFolder();
    const first = await open(folder);
    await first.spool.append(entries(3), 'process');
    await first.spool.close();
    const [key = ''] = readdirSync(join(folder, 'spool'));
    writeFileSync(join(folder, 'spool', key, '000000000-aaaaaa'), 'a file where a folder should be');
    const second = await open(folder);
    expect(ids(await second.spool.read(everything))).toEqual(range(0, 3));
    expect(second.events).toContainEqual(expect.objectContaining({ name: 'spool.failed' }));
  });

  it('nor does a run that another process is just making', async () => {
    const folder = newFolder();
    const first = await open(folder);
    await first.spool.append(entries(3), 'process');
    await first.spool.close();
    const [key = ''] = readdirSync(join(folder, 'spool'));
    // What is listed and gone when it is looked at.
    symlinkSync(join(folder, 'nowhere'), join(folder, 'spool', key, '.new-0mh0000000-aaaaaa'));
    const second = await open(folder);
    expect(ids(await second.spool.read(everything))).toEqual(range(0, 3));
    expect(second.events).not.toContainEqual(expect.objectContaining({ name: 'spool.failed' }));
  });
});
