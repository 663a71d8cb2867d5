import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { openWalFile, type OpenWalFile, type WalFile } from '../src/wal-segment.ts';
import { Wal, type WalOptions } from '../src/wal.ts';
import { makeFolder } from './records.ts';

/** A disk in memory that takes a number of bytes, and then is full. */
class SmallDisk {
  room: number;
  syncs = 0;
  failingSyncs = 0;
  failingCuts = 0;
  readonly files: { path: string; bytes: Buffer }[] = [];

  constructor(room: number) {
    this.room = room;
  }

  readonly open: OpenWalFile = (path) => {
    const file = { path, bytes: Buffer.alloc(0) };
    this.files.push(file);
    const handle: WalFile = {
      writev: (buffers, position) => {
        const all = Buffer.concat(buffers);
        const left = this.room - file.bytes.length;
        if (left <= 0) return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
        const taken = all.subarray(0, left);
        file.bytes = Buffer.concat([file.bytes.subarray(0, position), taken]);
        return Promise.resolve(taken.length);
      },
      datasync: () => {
        this.syncs += 1;
        if (this.failingSyncs === 0) return Promise.resolve();
        this.failingSyncs -= 1;
        return Promise.reject(Object.assign(new Error('input/output error'), { code: 'EIO' }));
      },
      truncate: (bytes) => {
        if (this.failingCuts > 0) {
          this.failingCuts -= 1;
          return Promise.reject(Object.assign(new Error('input/output error'), { code: 'EIO' }));
        }
        file.bytes = file.bytes.subarray(0, bytes);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    return Promise.resolve(handle);
  };
}

function makeWal(options: Partial<WalOptions> = {}) {
  const clock = new FakeClock();
  const sealed: number[] = [];
  const disk = new SmallDisk(1_000_000);
  const wal = new Wal({
    folder: '/nowhere',
    clock,
    nextSequence: 7,
    rotateBytes: 1000,
    rotateMillis: 60_000,
    groupMillis: 20,
    groupBytes: 500,
    onSealed: (sequence) => sealed.push(sequence),
    open: disk.open,
    ...options,
  });
  return { clock, sealed, disk, wal };
}

const ignore = () => undefined;
const line = (text: string) => Buffer.from(`${text}\n`);

describe('the write-ahead log', () => {
  it('acknowledges appends of the same moment with one sync', async () => {
    const { wal, disk, clock } = makeWal();
    const appends = [wal.append(line('a'), ignore), wal.append(line('b'), ignore), wal.append(line('c'), ignore)];
    await clock.advance(19);
    expect(disk.syncs).toBe(0);
    await clock.advance(1);
    await Promise.all(appends);
    expect(disk.syncs).toBe(1);
    expect(disk.files[0]?.bytes.toString()).toBe('a\nb\nc\n');
  });

  it('does not wait once enough bytes wait', async () => {
    const { wal, disk } = makeWal();
    await wal.append(Buffer.alloc(500, 'x'), ignore);
    expect(disk.syncs).toBe(1);
  });

  it('tells where records are before their file can be sealed', async () => {
    const { wal, sealed } = makeWal();
    const seen: string[] = [];
    await wal.append(Buffer.alloc(1000, 'x'), (sequence) => seen.push(`${sequence}, ${sealed.length} sealed`));
    expect(seen).toEqual(['7, 0 sealed']);
  });

  it('begins a new file when one is large enough', async () => {
    const { wal, disk, sealed } = makeWal();
    await wal.append(Buffer.alloc(1000, 'x'), ignore);
    await wal.append(Buffer.alloc(600, 'y'), ignore);
    expect(sealed).toEqual([7]);
    expect(disk.files.map(({ path }) => path)).toEqual([
      join('/nowhere', '00000007.jsonl'),
      join('/nowhere', '00000008.jsonl'),
    ]);
  });

  it('seals a file that is old enough, and none that is empty', async () => {
    const { wal, clock, sealed } = makeWal();
    const append = wal.append(line('a'), ignore);
    await clock.advance(20);
    await append;
    await clock.advance(60_000);
    expect(sealed).toEqual([7]);
    await clock.advance(600_000);
    expect(sealed).toEqual([7]);
  });

  it('keeps nothing of a batch that does not fit on the disk, and says that the disk is full', async () => {
    const { wal, disk } = makeWal({ groupBytes: 1 });
    await wal.append(line('kept'), ignore);
    disk.room = 12;
    await expect(wal.append(line('too long for the disk'), ignore)).rejects.toMatchObject({
      code: 'TAILRACE_STORE_FULL',
    });
    expect(disk.files[0]?.bytes.toString()).toBe('kept\n');
    disk.room = 1000;
    await wal.append(line('again'), ignore);
    expect(disk.files[0]?.bytes.toString()).toBe('kept\nagain\n');
  });

  it('rejects a batch whose sync fails, and writes nothing behind its remains until they are cut off', async () => {
    const { wal, disk } = makeWal({ groupBytes: 1 });
    await wal.append(line('kept'), ignore);
    disk.failingSyncs = 1;
    disk.failingCuts = 2;
    await expect(wal.append(line('lost'), ignore)).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
    await expect(wal.append(line('lost too'), ignore)).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
    await wal.append(line('again'), ignore);
    expect(disk.files[0]?.bytes.toString()).toBe('kept\nagain\n');
  });

  it('writes what waits when it is closed, and takes nothing more', async () => {
    const { wal, disk } = makeWal();
    const append = wal.append(line('last'), ignore);
    await wal.close();
    await append;
    expect(disk.files[0]?.bytes.toString()).toBe('last\n');
    await expect(wal.append(line('late'), ignore)).rejects.toMatchObject({ code: 'TAILRACE_STORE_CLOSED' });
  });

  it('writes real files', async () => {
    const folder = await makeFolder();
    const { wal } = makeWal({ folder, groupBytes: 1, open: openWalFile });
    await wal.append(line('one'), ignore);
    await wal.append(line('two'), ignore);
    await wal.close();
    expect(await readFile(join(folder, '00000007.jsonl'), 'utf8')).toBe('one\ntwo\n');
  });
});
