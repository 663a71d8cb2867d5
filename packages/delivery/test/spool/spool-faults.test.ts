import { describe, expect, it } from 'vitest';
import { nodeFiles, type SpoolFiles } from '../../src/spool/spool-files.ts';
import { crash, entries, everything, ids, newFolder, open, range } from './spool-fixture.ts';

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: made to fail`), { code });
}

/** A file system where one call fails as long as `failing` is set. */
class FailingFiles implements SpoolFiles {
  failing = false;
  readonly #call: keyof SpoolFiles;
  readonly #code: string;
  /** How many bytes a failing write takes before it fails. */
  readonly #torn: number;

  constructor(call: keyof SpoolFiles, code: string, torn = 0) {
    this.#call = call;
    this.#code = code;
    this.#torn = torn;
  }

  #check(call: keyof SpoolFiles): void {
    if (this.failing && call === this.#call) throw failure(this.#code);
  }

  openSync(path: string, flags: string): number {
    this.#check('openSync');
    return nodeFiles.openSync(path, flags);
  }

  closeSync(fd: number): void {
    nodeFiles.closeSync(fd);
    this.#check('closeSync');
  }

  mkdirSync(path: string): void {
    this.#check('mkdirSync');
    nodeFiles.mkdirSync(path);
  }

  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number {
    if (this.failing && this.#call === 'writeSync' && this.#torn > 0) {
      nodeFiles.writeSync(fd, bytes, offset, Math.min(this.#torn, length), position);
    }
    this.#check('writeSync');
    return nodeFiles.writeSync(fd, bytes, offset, length, position);
  }

  linksSync(fd: number): number {
    return nodeFiles.linksSync(fd);
  }

  truncateSync(fd: number, length: number): void {
    this.#check('truncateSync');
    nodeFiles.truncateSync(fd, length);
  }

  async write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    // Short writes all the time: nobody may rely on one call taking all.
    const short = Math.min(length, 100);
    if (this.failing && (this.#call === 'write' || this.#call === 'truncateSync')) {
      if (this.#torn > 0) await nodeFiles.write(fd, bytes, offset, Math.min(this.#torn, length), position);
      throw failure(this.#code);
    }
    return nodeFiles.write(fd, bytes, offset, short, position);
  }

  async sync(fd: number): Promise<void> {
    this.#check('sync');
    await nodeFiles.sync(fd);
  }

  syncSync(fd: number): void {
    this.#check('syncSync');
    nodeFiles.syncSync(fd);
  }

  async syncFolder(path: string): Promise<void> {
    this.#check('syncFolder');
    await nodeFiles.syncFolder(path);
  }

  syncFolderSync(path: string): void {
    this.#check('syncFolderSync');
    nodeFiles.syncFolderSync(path);
  }
}

describe('a failing file system [G9] [F4]', () => {
  const cases: [keyof SpoolFiles, string, number][] = [
    ['write', 'ENOSPC', 0],
    ['write', 'ENOSPC', 77],
    ['write', 'EIO', 30],
    ['truncateSync', 'EIO', 150],
    ['sync', 'EIO', 0],
    ['sync', 'ENOSPC', 0],
    ['syncFolder', 'EIO', 0],
    ['write', 'EROFS', 0],
    ['openSync', 'EMFILE', 0],
    ['openSync', 'EROFS', 0],
    ['mkdirSync', 'EACCES', 0],
  ];
  for (const [call, code, torn] of cases) {
    it(`refuses the append with ${code} of ${call}${torn > 0 ? ` after ${torn} bytes` : ''}, and takes the next`, async () => {
      const files = new FailingFiles(call, code, torn);
      const folder = newFolder();
      const { spool } = await open(folder, { files, segmentBytes: 512 });
      const first = call === 'mkdirSync' ? 0 : call === 'openSync' || call === 'syncFolder' ? 9 : 7;
      if (first > 0) await spool.append(entries(first), 'disk');
      files.failing = true;
      const failed = spool.append(entries(3, 100), 'disk');
      const beside = spool.append(entries(3, 200), 'disk');
      await expect(failed).rejects.toMatchObject({ code });
      await expect(beside).rejects.toMatchObject({ code });
      expect(spool.counts().pendingRecords).toBe(first);
      if (call !== 'truncateSync') {
        // Refused means that it is not there, whenever the process dies.
        const died = await open(crash(folder));
        expect(ids(await died.spool.read(everything))).toEqual(range(0, first));
      }
      files.failing = false;
      await spool.append(entries(8, first), 'disk');
      expect(spool.counts().pendingRecords).toBe(first + 8);
      const copy = crash(folder);
      expect(ids(await spool.read(everything))).toEqual(range(0, first + 8));
      const next = await open(copy);
      expect(ids(await next.spool.read(everything))).toEqual(range(0, first + 8));
      expect(next.spool.counts()).toMatchObject({ adopted: first + 8, damaged: 0 });
    });
  }

  it('lets the exit hook see what failed, and leaves no torn entry behind', async () => {
    const files = new FailingFiles('writeSync', 'ENOSPC', 50);
    const folder = newFolder();
    const { spool } = await open(folder, { files });
    await spool.append(entries(2), 'process');
    files.failing = true;
    expect(() => spool.appendSync(entries(2, 50))).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    files.failing = false;
    spool.appendSync(entries(2, 2));
    spool.closeSync();
    const next = await open(folder);
    expect(ids(await next.spool.read(everything))).toEqual(range(0, 4));
    expect(next.spool.counts().damaged).toBe(0);
  });

  it('calls nothing synced that is not, in bursts and at exit neither [G1]', async () => {
    const files = new FailingFiles('syncSync', 'EIO');
    const { spool } = await open(newFolder(), { files });
    await spool.append(entries(2), 'process');
    files.failing = true;
    expect(() => spool.appendSync(entries(2, 2), 'disk')).toThrow(expect.objectContaining({ code: 'EIO' }));
    spool.appendSync(entries(2, 4));
    const onItsWay = spool.append(entries(1, 6), 'disk');
    expect(() => spool.appendSync(entries(1, 7))).toThrow(expect.objectContaining({ code: 'EIO' }));
    files.failing = false;
    spool.appendSync(entries(1, 8), 'disk');
    await onItsWay;
    expect(ids(await spool.read(everything))).toEqual([...range(0, 2), ...range(4, 7), ...range(8, 9)]);
  });

  it('writes down later what was done while that could not be written, and says so once', async () => {
    const files = new FailingFiles('openSync', 'EMFILE');
    const folder = newFolder();
    const { spool, events } = await open(folder, { files });
    await spool.append(entries(6), 'process');
    const read = await spool.read(everything);
    files.failing = true;
    for (const { position } of read.slice(0, 3)) spool.acknowledge([position]);
    await new Promise((resolve) => setImmediate(resolve));
    files.failing = false;
    await spool.close();
    expect(events.filter(({ name }) => name === 'spool.failed')).toHaveLength(1);
    expect(ids(await (await open(folder)).spool.read(everything))).toEqual(range(3, 6));
  });
});
