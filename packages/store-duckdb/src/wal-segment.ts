import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './layout.ts';

/** What the write-ahead log asks of a file; tests put a disk that fills up in its place. */
export interface WalFile {
  writev(buffers: readonly Buffer[], position: number): Promise<number>;
  datasync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes a new write-ahead file; its name is durable when this resolves. */
export type OpenWalFile = (path: string) => Promise<WalFile>;

/** Opens write-ahead files on the real file system. */
export const openWalFile: OpenWalFile = async (path) => {
  const handle = await open(path, 'wx', 0o600);
  try {
    await syncFolder(dirname(path));
  } catch (error) {
    await handle.close();
    throw error;
  }
  return fileOf(handle);
};

function fileOf(handle: FileHandle): WalFile {
  return {
    writev: async (buffers, position) => (await handle.writev([...buffers], position)).bytesWritten,
    datasync: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  };
}

/** One write-ahead file being written: whole batches or nothing. */
export class WalSegment {
  readonly sequence: number;
  readonly path: string;
  readonly #file: WalFile;
  #bytes = 0;
  #torn = false;

  constructor(sequence: number, path: string, file: WalFile) {
    this.sequence = sequence;
    this.path = path;
    this.#file = file;
  }

  /** Bytes that are durable. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Writes a batch and syncs it. Where that fails, the file is cut back to what it had, so that nothing of the batch
   * is kept; until that cut succeeds nothing more is written.
   */
  async write(buffers: readonly Buffer[]): Promise<void> {
    if (this.#torn) await this.#cut();
    const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    try {
      await this.#writeAll(buffers, total);
      await this.#file.datasync();
    } catch (error) {
      this.#torn = true;
      await this.#cut().catch(() => undefined);
      throw error;
    }
    this.#bytes += total;
  }

  async close(): Promise<void> {
    if (this.#torn) await this.#cut().catch(() => undefined);
    await this.#file.close();
  }

  async #writeAll(buffers: readonly Buffer[], total: number): Promise<void> {
    let left: readonly Buffer[] = buffers;
    let written = 0;
    while (written < total) {
      const count = await this.#file.writev(left, this.#bytes + written);
      if (count <= 0) throw Object.assign(new Error('The file system took no bytes.'), { code: 'ENOSPC' });
      written += count;
      if (written < total) left = after(left, count);
    }
  }

  async #cut(): Promise<void> {
    await this.#file.truncate(this.#bytes);
    await this.#file.datasync();
    this.#torn = false;
  }
}

/** What remains of some buffers behind the first `count` bytes. */
function after(buffers: readonly Buffer[], count: number): Buffer[] {
  const left: Buffer[] = [];
  let skip = count;
  for (const buffer of buffers) {
    if (skip >= buffer.length) skip -= buffer.length;
    else {
      left.push(skip === 0 ? buffer : buffer.subarray(skip));
      skip = 0;
    }
  }
  return left;
}
