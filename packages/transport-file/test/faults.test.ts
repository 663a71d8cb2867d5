import { createRecord, Diagnostics } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { imbalance } from '@tailrace/delivery';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FileTransport, type FileSystem } from '../src/index.ts';
import {
  allLines,
  entries,
  filesIn,
  fileSystemWith,
  linesOf,
  newFolder,
  newSink,
  send,
  systemError,
} from './fixtures/files.ts';

const mounts: string[] = [];

afterEach(() => {
  for (const folder of mounts.splice(0)) spawnSync('umount', ['-l', folder]);
});

/** A file system in memory of 128 KiB; `undefined` where this process may not mount one. */
function smallDisk(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const folder = join(newFolder(), 'disk');
  mkdirSync(folder);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder]).status !== 0) return undefined;
  mounts.push(folder);
  return folder;
}

const NO_MOUNT = 'this process may not mount a file system';
/** Synced files take their time where the disk has other things to do. */
const SLOW_MILLIS = 120_000;
const retry = { minMillis: 1, maxMillis: 5 };

function transportTo(filename: string, clock?: FakeClock): FileTransport {
  const formatter = {
    name: 'message',
    contentType: 'text/plain',
    format: ({ message }: { message: string }) => message,
  };
  const delivery = { retry, endMillis: 20, ...(clock !== undefined && { clock }) };
  return new FileTransport({ filename, formatter, diagnostics: new Diagnostics(), delivery });
}

function put(transport: FileTransport, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => {
    const message = `line ${from + index} ${'x'.repeat(90)}`;
    transport.record(createRecord({ message }));
    return message;
  });
}

async function ended(transport: FileTransport): Promise<void> {
  transport.end();
  await once(transport, 'finish');
  expect(imbalance(transport.books())).toBe(0);
}

describe('a disk that is really full or read-only [F4]', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'lets the application go on: records wait, and what is left is counted',
    async () => {
      const transport = transportTo('/dev/full');
      put(transport, 0, 100);
      expect(await transport.flush(20)).toEqual({ delivered: 0, pending: 100 });
      expect(transport.counts().retries).toBeGreaterThan(0);
      await ended(transport);
      expect(transport.books()).toMatchObject({ accepted: 100, delivered: 0, dropped: { closed: 100 } });
    },
  );

  it('has every line once and in order as soon as there is room', async (test) => {
    const disk = smallDisk();
    if (disk === undefined) {
      test.skip(NO_MOUNT);
      return;
    }
    const filename = join(disk, 'app.log');
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(100 * 1024));
    const transport = transportTo(filename);
    const lines = put(transport, 0, 800);
    expect((await transport.flush(50)).pending).toBeGreaterThan(0);
    expect(statSync(filename).size).toBeGreaterThan(0);
    rmSync(join(disk, 'ballast'));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(readFileSync(filename, 'utf8')).toBe(`${lines.join('\n')}\n`);
    await ended(transport);
  });

  it('has its records wait while the disk is read-only', async (test) => {
    const disk = smallDisk();
    if (disk === undefined) {
      test.skip(NO_MOUNT);
      return;
    }
    const filename = join(disk, 'app.log');
    expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
    const transport = transportTo(filename);
    const lines = put(transport, 0, 10);
    expect((await transport.flush(20)).pending).toBe(10);
    expect(spawnSync('mount', ['-o', 'remount,rw', disk]).status).toBe(0);
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(readFileSync(filename, 'utf8')).toBe(`${lines.join('\n')}\n`);
    await ended(transport);
  });
});

describe('a file system that fails [F4]', () => {
  for (const code of ['ENOSPC', 'EIO', 'EROFS', 'EDQUOT', 'EACCES', 'EMFILE']) {
    for (const call of ['openSync', 'writeSync', 'statSync', 'fstatSync'] as const) {
      it(`with ${code} at ${call} keeps the batch for the next try`, async () => {
        const folder = newFolder();
        let failing = false;
        const real = fs[call] as (...args: unknown[]) => unknown;
        const failingCall = (...args: unknown[]): unknown => {
          if (failing) throw systemError(code);
          return real(...args);
        };
        const fileSystem = fileSystemWith({ [call]: failingCall });
        const sink = newSink({ filename: join(folder, 'app.log'), maxBytes: 45, fileSystem });
        await send(sink, entries(0, 3));
        sink.reopen();
        failing = true;
        await expect(send(sink, entries(3, 6))).rejects.toMatchObject({ code });
        expect(() => sink.sendSync(entries(3, 6))).toThrow(code);
        failing = false;
        await send(sink, entries(3, 6));
        expect(allLines(folder)).toEqual(linesOf(entries(0, 6)).trimEnd().split('\n'));
      });
    }
  }
});

describe('a process that dies at any moment [F10]', () => {
  /** A file system that does nothing any more after so many calls that change something. */
  class DyingProcess {
    calls = 0;
    readonly #last: number;
    readonly fileSystem: FileSystem;

    constructor(last: number) {
      this.#last = last;
      const dying = <A extends unknown[], R>(call: (...args: A) => R) => {
        return (...args: A): R => {
          this.calls += 1;
          if (this.calls > this.#last) throw systemError('EIO');
          return call(...args);
        };
      };
      this.fileSystem = fileSystemWith({
        openSync: dying(fs.openSync),
        writeSync: dying(fs.writeSync as (...args: unknown[]) => number) as typeof fs.writeSync,
        renameSync: dying(fs.renameSync),
        unlinkSync: dying(fs.unlinkSync),
        utimesSync: dying(fs.utimesSync),
        createWriteStream: dying(fs.createWriteStream),
        promises: { ...fs.promises, unlink: dying(fs.promises.unlink) },
      });
    }
  }

  it(
    'loses and doubles no line that was called written, and leaves nothing behind',
    async () => {
      let last = 0;
      for (let lived = false; !lived; last += 1) {
        const folder = newFolder();
        const dying = new DyingProcess(last);
        const options = { filename: join(folder, 'app.log'), maxBytes: 45, compress: 'gzip' } as const;
        const first = newSink({ ...options, fileSystem: dying.fileSystem });
        const written: string[] = [];
        const crashed = async (list: readonly ReturnType<typeof entries>[number][]): Promise<void> => {
          await send(first, list);
          written.push(...list.map(({ body }) => String(body)));
        };
        for (const [from, to] of [
          [0, 5],
          [5, 11],
          [11, 12],
        ] as const)
          await crashed(entries(from, to)).catch(() => {});
        await first.tidy();
        lived = dying.calls <= last;

        const next = newSink({ ...options, clock: new FakeClock(Date.now() + 120_000) });
        await send(next, entries(100, 104));
        await next.tidy();
        const found = allLines(folder);
        const expected = [...written, ...entries(100, 104).map(({ body }) => String(body))];
        expect(expected.filter((line) => found.filter((other) => other === line).length !== 1)).toEqual([]);
        const left = Object.keys(filesIn(folder)).filter((name) => !/^app(?:\.[\d-]+\.\d+\.log\.gz|\.log)$/.test(name));
        expect(left).toEqual([]);
      }
      expect(last).toBeGreaterThan(20);
    },
    SLOW_MILLIS,
  );
});
