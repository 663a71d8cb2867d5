import { closeSync, fdatasync, fdatasyncSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const synced = promisify(fdatasync);

/** How a log file is opened. */
export interface LogFileOptions {
  readonly path: string;
  /** Makes missing folders. */
  readonly mkdir: boolean;
  /** Permissions of a file that is made. */
  readonly mode: number;
}

/**
 * A file that is only ever appended to, and found again when it was deleted, moved away or replaced.
 *
 * Writing goes to the kernel's page cache within the call. So nothing is ever on its way when the process ends, and
 * what is written at exit stands behind what was written before.
 */
export class LogFile {
  readonly #options: LogFileOptions;
  #fd: number | undefined;
  #identity = '';

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** Opens the file if it is not open, or is not the one that stands at the path any more. */
  open(): void {
    if (this.#fd !== undefined) {
      const there = statSync(this.#options.path, { throwIfNoEntry: false });
      if (there !== undefined && identityOf(there) === this.#identity) return;
      this.close();
    }
    this.#fd = this.#opened();
    this.#identity = identityOf(fstatSync(this.#fd));
  }

  /** Appends; answers how many bytes were taken, which may be less than all. Throws what the system says. */
  append(bytes: Uint8Array, from: number): number {
    if (this.#fd === undefined) this.open();
    return writeSync(this.#fd as number, bytes, from);
  }

  /** Syncs what was appended to the disk. */
  async sync(): Promise<void> {
    if (this.#fd !== undefined) await synced(this.#fd);
  }

  /** The same within the call. */
  syncSync(): void {
    if (this.#fd !== undefined) fdatasyncSync(this.#fd);
  }

  close(): void {
    if (this.#fd === undefined) return;
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      closeSync(fd);
    } catch {
      // What was appended is in the kernel, and the number is free again even where closing reports an error.
    }
  }

  #opened(): number {
    const { path, mkdir, mode } = this.#options;
    try {
      return openSync(path, 'a', mode);
    } catch (error) {
      if (!mkdir || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(path), { recursive: true });
      return openSync(path, 'a', mode);
    }
  }
}

function identityOf({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev}:${ino}`;
}
