import { promisify } from 'node:util';
import type { FileSystem } from './file-system.ts';

/** An open file, closed when nobody syncs it any more: a number that is closed too early may be another file's. */
export class OpenHandle {
  readonly fd: number;
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly isRegular: boolean;
  /** Whether this file system counts the names of a file, so that one without any is known to be deleted. */
  readonly countsNames: boolean;
  readonly #fs: FileSystem;
  #syncs = 0;
  #state: 'open' | 'closing' | 'closed' = 'open';

  constructor(fs: FileSystem, fd: number, path: string) {
    this.#fs = fs;
    this.fd = fd;
    this.path = path;
    const there = fs.fstatSync(fd);
    this.device = there.dev;
    this.inode = there.ino;
    this.isRegular = there.isFile();
    this.countsNames = there.nlink > 0;
  }

  /** Brings what was written to the disk, in a thread of its own. */
  async sync(): Promise<void> {
    if (this.#state === 'closed' || !this.isRegular) return;
    this.#syncs += 1;
    try {
      await promisify(this.#fs.fdatasync)(this.fd);
    } finally {
      this.#syncs -= 1;
      if (this.#state === 'closing') this.close();
    }
  }

  /** The same within the call. */
  syncSync(): void {
    if (this.#state !== 'closed' && this.isRegular) this.#fs.fdatasyncSync(this.fd);
  }

  /** Whether the file has no name any more: what is written to it is lost. */
  isDeleted(): boolean {
    return this.countsNames && this.isRegular && this.#fs.fstatSync(this.fd).nlink === 0;
  }

  /** Closes it, or has it closed at the end of the last sync. */
  close(): void {
    if (this.#state === 'closed') return;
    if (this.#syncs > 0) {
      this.#state = 'closing';
      return;
    }
    this.#state = 'closed';
    try {
      this.#fs.closeSync(this.fd);
    } catch {
      // What was appended is in the kernel, and the number is free again even where closing reports an error.
    }
  }
}
