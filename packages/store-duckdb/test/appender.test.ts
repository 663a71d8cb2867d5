import { newRecordId } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { Appender } from '../src/appender.ts';
import { Duplicates } from '../src/duplicates.ts';
import { HotFiles } from '../src/hot-files.ts';
import type { OpenWalFile } from '../src/wal-segment.ts';
import { Wal } from '../src/wal.ts';
import { makeRecords } from './records.ts';

/** A disk whose syncs end when they are told to, well or badly. */
class SlowDisk {
  readonly texts: string[] = [];
  readonly #syncs: ((error?: Error) => void)[] = [];
  #onSync: () => void = () => undefined;

  readonly open: OpenWalFile = () => {
    let text = '';
    return Promise.resolve({
      writev: (buffers) => {
        const bytes = Buffer.concat(buffers);
        text = bytes.toString();
        return Promise.resolve(bytes.length);
      },
      datasync: () =>
        new Promise<void>((resolve, reject) => {
          this.#syncs.push((error) => {
            if (error !== undefined) return reject(error);
            this.texts.push(text);
            resolve();
          });
          this.#onSync();
        }),
      truncate: () => Promise.resolve(),
      close: () => Promise.resolve(),
    });
  };

  /** Ends the sync that is under way, or the next one. */
  async endSync(error?: Error): Promise<void> {
    if (this.#syncs.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onSync = resolve;
      });
    }
    this.#syncs.shift()?.(error);
  }
}

function makeAppender() {
  const disk = new SlowDisk();
  const hot = new HotFiles('/nowhere');
  const wal = new Wal({
    folder: '/nowhere',
    clock: new FakeClock(),
    nextSequence: 1,
    rotateBytes: 1_000_000,
    rotateMillis: 60_000,
    groupMillis: 20,
    groupBytes: 1,
    onSealed: () => undefined,
    open: disk.open,
  });
  const known = { segments: [], bloomOf: () => Promise.resolve(undefined) };
  const duplicates = new Duplicates(known, () => Promise.resolve([]));
  return { disk, hot, appender: new Appender(wal, hot, duplicates, 1_000_000) };
}

let texts = 0;
const newText = () => {
  texts += 1;
  return `order-${texts}`;
};

const indexes = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

const FEW = 2;
const MANY = 200;
const IDS = [
  ['UUIDs of version 7', () => newRecordId()],
  ['texts of any kind', newText],
] as const;
const SIZES = [
  ['few', FEW, FEW],
  ['many', MANY, MANY],
  ['few, then many', FEW, MANY],
  ['many, then few', MANY, FEW],
] as const;

describe.each(IDS)('records whose ids are %s', (_, newId) => {
  const some = (count: number) => makeRecords(count).map((record) => ({ ...record, id: newId() }));

  describe.each(SIZES)('and that come by the %s', (_name, size, next) => {
    it('are duplicates of those that another append has in hand, once that one has succeeded', async () => {
      const { appender, disk, hot } = makeAppender();
      const [first, shared, third] = [some(size), some(1), some(next)];
      const one = appender.append([...first, ...shared]);
      const other = appender.append([...shared, ...third]);
      await disk.endSync();
      expect(await one).toMatchObject({ accepted: size + 1, duplicates: 0 });
      await disk.endSync();
      expect(await other).toMatchObject({ accepted: next, duplicates: 1, duplicateIndexes: [0] });
      expect(hot.get(1)?.records).toBe(size + 1 + next);
    });

    it('are stored where the append that had them in hand has failed', async () => {
      const { appender, disk, hot } = makeAppender();
      const shared = some(Math.max(size, next));
      const one = appender.append(shared.slice(0, size));
      const other = appender.append(shared.slice(0, next));
      const failed = expect(one).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
      await disk.endSync(Object.assign(new Error('input/output error'), { code: 'EIO' }));
      // The file is cut back first, and that is synced too.
      await disk.endSync();
      await failed;
      await disk.endSync();
      expect(await other).toMatchObject({ accepted: next, duplicates: 0 });
      expect(hot.get(1)?.records).toBe(next);
    });

    it('are in nobody’s hand any more once they are stored, and known', async () => {
      const { appender, disk } = makeAppender();
      const records = some(size);
      const one = appender.append(records);
      await disk.endSync();
      await one;
      expect(await appender.append(records)).toMatchObject({ accepted: 0, duplicateIndexes: indexes(0, size) });
    });

    it('do not wait for appends that have none of them in hand', async () => {
      const { appender, disk } = makeAppender();
      const both = [appender.append(some(size)), appender.append(some(next))];
      // They share it.
      await disk.endSync();
      expect(await Promise.all(both)).toMatchObject([{ accepted: size }, { accepted: next }]);
      expect(disk.texts).toHaveLength(1);
    });

    it('are kept once where a batch has them twice, and named by their places', async () => {
      const { appender, disk } = makeAppender();
      const [twice, others] = [some(size), some(next)];
      const appended = appender.append([...twice, ...others, ...twice]);
      await disk.endSync();
      expect(await appended).toMatchObject({
        accepted: size + next,
        duplicateIndexes: indexes(size + next, size),
      });
    });
  });
});
