import type { Batch, Entry } from '@tailrace/delivery';
import { readFileSync, rmSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileSink } from '../src/index.ts';
import { FileDestination } from './file-destination.ts';
import { LogFile } from '../src/log-file.ts';

const destinations: FileDestination[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const destination of destinations.splice(0)) await destination.close();
});

function sink(): { sink: FileSink; destination: FileDestination } {
  const destination = new FileDestination();
  destinations.push(destination);
  return { destination, sink: new FileSink({ path: destination.address, mkdir: true, mode: 0o640, fsync: false }) };
}

function entries(from: number, to: number): Entry[] {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    return { id: `id-${n}`, timestamp: n, severity: 9, route: '', body: `line ${n} ü` };
  });
}

function batch(list: readonly Entry[]): Batch {
  return { entries: list, encode: () => Promise.reject(new Error('a file needs no encoding')) };
}

/** Lets the disk be full once so many more bytes were taken. */
function fullAfter(bytes: number): { restore: () => void } {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const append = LogFile.prototype.append;
  let room = bytes;
  const spy = vi.spyOn(LogFile.prototype, 'append').mockImplementation(function (this: LogFile, all, from) {
    if (room <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const taken = append.call(this, all.subarray(0, Math.min(all.length, from + room)), from);
    room -= taken;
    return taken;
  });
  return { restore: () => spy.mockRestore() };
}

describe('a file that takes only a part of a write [F4]', () => {
  const all = entries(0, 6);
  const whole = all.map(({ body }) => `${String(body)}\n`).join('');

  it('gets the rest at the next try, so that no line is torn, doubled or lost, wherever the write ended', async () => {
    for (let room = 0; room < Buffer.byteLength(whole); room += 1) {
      const { sink: file, destination } = sink();
      const disk = fullAfter(room);
      await expect(file.send(batch(all))).rejects.toMatchObject({ code: 'ENOSPC' });
      await expect(file.send(batch(all))).rejects.toMatchObject({ code: 'ENOSPC' });
      disk.restore();
      await file.send(batch(all));
      expect(readFileSync(destination.address, 'utf8')).toBe(whole);
    }
  });

  it('gets it when it fails twice, and when the tries hold fewer entries', async () => {
    for (let room = 1; room < 40; room += 1) {
      const { sink: file, destination } = sink();
      const first = fullAfter(room);
      await expect(file.send(batch(all))).rejects.toThrow();
      first.restore();
      const second = fullAfter(7);
      const taken = await file.send(batch(all.slice(0, 2))).catch(() => undefined);
      second.restore();
      if (taken === undefined) await file.send(batch(all.slice(0, 2)));
      await file.send(batch(all.slice(2, 3)));
      await file.send(batch(all.slice(3)));
      expect(readFileSync(destination.address, 'utf8')).toBe(whole);
    }
  });

  it('ends a torn line whose entry does not come again', async () => {
    const { sink: file, destination } = sink();
    const disk = fullAfter(3);
    await expect(file.send(batch(all))).rejects.toThrow();
    disk.restore();
    file.sendSync(all.slice(2, 4));
    expect(readFileSync(destination.address, 'utf8')).toBe('lin\nline 2 ü\nline 3 ü\n');
  });
});

describe('a file', () => {
  it('takes bytes as well as text, and lines in the order they were given', async () => {
    const { sink: file, destination } = sink();
    await file.send(
      batch([...entries(0, 1), { id: 'b', timestamp: 1, severity: 9, route: '', body: Uint8Array.of(255, 254) }]),
    );
    expect(readFileSync(destination.address)).toEqual(
      Buffer.concat([Buffer.from('line 0 ü\n'), Buffer.from([255, 254, 10])]),
    );
  });

  it('is made again where it was deleted with its folder', async () => {
    const { sink: file, destination } = sink();
    await file.send(batch(entries(0, 2)));
    rmSync(destination.folder, { recursive: true });
    await file.send(batch(entries(2, 4)));
    expect(await destination.received()).toEqual(['line 2 ü', 'line 3 ü']);
  });
});
