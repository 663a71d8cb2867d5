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

describe.each([
  ['UUIDs of version 7', () => newRecordId()],
  ['texts of any kind', newText],
])('records whose ids are %s', (_, newId) => {
  const some = (count: number) => makeRecords(count).map((record) => ({ ...record, id: newId() }));

  it('are duplicates of those that another append has in hand, once that one has succeeded', async () => {
    const { appender, disk, hot } = makeAppender();
    const [first, shared, third] = [some(2), some(1), some(2)];
    const one = appender.append([...first, ...shared]);
    const other = appender.append([...shared, ...third]);
    await disk.endSync();
    expect(await one).toMatchObject({ accepted: 3, duplicates: 0 });
    await disk.endSync();
    expect(await other).toMatchObject({ accepted: 2, duplicates: 1, duplicateIndexes: [0] });
    expect(hot.get(1)?.records).toBe(5);
  });

  it('are stored where the append that had them in hand has failed', async () => {
    const { appender, disk, hot } = makeAppender();
    const shared = some(2);
    const one = appender.append(shared);
    const other = appender.append(shared);
    await disk.endSync(Object.assign(new Error('input/output error'), { code: 'EIO' }));
    const failed = expect(one).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
    // The file is cut back first, and that is synced too.
    await disk.endSync();
    await failed;
    await disk.endSync();
    expect(await other).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(hot.get(1)?.records).toBe(2);
  });

  it('do not wait for appends that have none of them in hand', async () => {
    const { appender, disk } = makeAppender();
    const [first, second] = [some(1), some(1)];
    const both = [appender.append(first), appender.append(second)];
    // They share it.
    await disk.endSync();
    expect(await Promise.all(both)).toMatchObject([{ accepted: 1 }, { accepted: 1 }]);
    expect(disk.texts).toHaveLength(1);
  });

  it('are kept once where a batch has them twice, and named by their places', async () => {
    const { appender, disk } = makeAppender();
    const [first = makeRecords(1)[0], second] = some(2);
    const appended = appender.append([first, first, second, first].filter((record) => record !== undefined));
    await disk.endSync();
    expect(await appended).toMatchObject({ accepted: 2, duplicateIndexes: [1, 3] });
  });
});
