import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/sink.ts';
import { crash, entries, entry, everything, filesOf, ids, newFolder, open, range } from './spool-fixture.ts';

const COUNT = 3;
const LONG = process.env['TAILRACE_FAULTS'] === 'long';

/** Entries of few bytes, for every bit of them is tried. */
function small(count: number): Entry[] {
  return entries(count).map((one) => ({ ...one, body: 'ü' }));
}

/** A folder with one segment of three entries, and what its files hold. */
async function segmentOf(closed: boolean): Promise<{ folder: string; segment: string; progress: string | undefined }> {
  const folder = newFolder();
  const { spool } = await open(folder);
  await spool.append(small(COUNT), 'process');
  const kept = closed ? folder : crash(folder);
  await spool.close();
  return { folder: kept, segment: filesOf(kept, '.seg')[0] ?? '', progress: filesOf(kept, '.done')[0] };
}

/** Opens a spool on a segment with these bytes in place of its own. */
async function openWith(original: { folder: string; segment: string; progress: string | undefined }, bytes: Buffer) {
  const folder = newFolder();
  const segment = join(folder, original.segment.slice(original.folder.length + 1));
  mkdirSync(dirname(segment), { recursive: true });
  writeFileSync(segment, bytes);
  if (original.progress !== undefined)
    copyFileSync(original.progress, join(dirname(segment), basename(original.progress)));
  const opened = await open(folder);
  const read = ids(await opened.spool.read(everything));
  const counts = opened.spool.counts();
  await opened.spool.close();
  return { folder, read, counts, events: opened.events };
}

describe('a damaged segment [G8] [F3]', () => {
  it('gives all but the one entry that a flipped bit hit, and counts it exactly', async () => {
    const original = await segmentOf(true);
    const bytes = readFileSync(original.segment);
    for (let bit = 0; bit < bytes.length * 8; bit += LONG ? 1 : 3) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { read, counts, events } = await openWith(original, flipped);
      const lost = bit < 16 * 8 ? 0 : 1;
      expect([bit, read.length, counts.damaged, counts.adopted]).toEqual([bit, COUNT - lost, lost, COUNT]);
      expect(range(0, COUNT).filter((id) => read.includes(id))).toEqual(read);
      expect(events.some(({ name }) => name === 'spool.damaged')).toBe(true);
    }
  }, 60_000);

  it('gives all whole entries of a file that was cut at any byte, and counts the others', async () => {
    const original = await segmentOf(true);
    const bytes = readFileSync(original.segment);
    for (let length = 0; length < bytes.length; length += 1) {
      const { read, counts } = await openWith(original, bytes.subarray(0, length));
      expect([length, read]).toEqual([length, range(0, read.length)]);
      expect([length, counts.damaged, counts.adopted]).toEqual([length, COUNT - read.length, COUNT]);
    }
  });

  it('gives all but the hit one of many entries of every kind, whichever byte is cut or bit is flipped', async () => {
    const kinds = ['', 'plain', 'grüße 漢字 🪵', 'x'.repeat(150), Uint8Array.of(0xf8, 0x54, 0xff, 0x52, 0, 255)];
    const many = Array.from({ length: 20 }, (_, number) => ({
      ...entry(number, number % 4 === 0 ? 17 : 9),
      route: number % 3 === 0 ? 'route-ä' : '',
      body: kinds[number % kinds.length] ?? '',
    }));
    const source = newFolder();
    const { spool } = await open(source);
    await spool.append(many, 'process');
    await spool.close();
    const original = {
      folder: source,
      segment: filesOf(source, '.seg')[0] ?? '',
      progress: filesOf(source, '.done')[0],
    };
    const bytes = readFileSync(original.segment);
    // Steps without a common factor with 8 hit every bit of a byte by turns.
    for (let bit = 0; bit < bytes.length * 8; bit += LONG ? 1 : 61) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { read, counts } = await openWith(original, flipped);
      const lost = bit < 16 * 8 ? 0 : 1;
      expect([bit, read.length, counts.damaged]).toEqual([bit, many.length - lost, lost]);
    }
    for (let length = 0; length < bytes.length; length += LONG ? 1 : 29) {
      const { read, counts } = await openWith(original, bytes.subarray(0, length));
      expect([length, read]).toEqual([length, range(0, read.length)]);
      expect([length, counts.damaged + read.length]).toEqual([length, many.length]);
    }
  }, 600_000);

  it('takes the torn tail of a crash for what it is: entries that nobody was promised', async () => {
    const original = await segmentOf(false);
    expect(original.progress).toBeUndefined();
    const bytes = readFileSync(original.segment);
    for (let length = 0; length < bytes.length; length += 1) {
      const { read, counts } = await openWith(original, bytes.subarray(0, length));
      expect([length, read, counts.damaged]).toEqual([length, range(0, read.length), 0]);
    }
  });

  it('puts the damaged bytes aside and goes on behind them', async () => {
    const original = await segmentOf(true);
    const bytes = Buffer.concat([readFileSync(original.segment)]);
    bytes.fill(0xee, 60, 90);
    const { folder, read, counts } = await openWith(original, bytes);
    expect(read.length + counts.damaged).toBe(COUNT);
    const [kept] = filesOf(folder, '.bad');
    expect(readFileSync(kept ?? '').includes(Buffer.alloc(30, 0xee))).toBe(true);
  });

  it('is delivered again where what was done of it is damaged, never lost', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(small(COUNT), 'process');
    spool.acknowledge((await spool.read({ records: 1, bytes: 1e6 })).map(({ position }) => position));
    await spool.close();
    const [progress = ''] = filesOf(folder, '.done');
    const bytes = readFileSync(progress);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const copy = crash(folder);
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(filesOf(copy, '.done')[0] ?? '', flipped);
      const next = await open(copy);
      const read = ids(await next.spool.read(everything));
      expect([bit, range(1, COUNT).every((id) => read.includes(id))]).toEqual([bit, true]);
      expect(next.spool.counts().damaged).toBe(0);
      await next.spool.close();
    }
  });

  it('is left alone where a newer release wrote it', async () => {
    const original = await segmentOf(true);
    const { crc32 } = await import('node:zlib');
    const bytes = readFileSync(original.segment);
    bytes.writeUInt16LE(2, 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
    const { folder, read, counts } = await openWith(original, bytes);
    expect([read, counts.adopted, counts.damaged]).toEqual([[], 0, 0]);
    expect(readFileSync(filesOf(folder, '.seg')[0] ?? '')).toEqual(bytes);
  });

  it('does not stop a start, whatever stands in the folder', async () => {
    const original = await segmentOf(true);
    const { folder } = await openWith(original, Buffer.from('no segment at all, but text that somebody put there'));
    const stray = join(dirname(filesOf(folder, '.seg')[0] ?? join(folder, 'spool', 'x')), 'stray.txt');
    mkdirSync(dirname(stray), { recursive: true });
    writeFileSync(stray, 'stray');
    const { spool } = await open(folder);
    await spool.append(entries(1), 'process');
    expect(ids(await spool.read(everything))).toEqual(range(0, 1));
  });
});
