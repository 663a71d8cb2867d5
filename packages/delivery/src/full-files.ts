import { readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** Puts a file that is full aside, under a name of its own, and keeps a number of those. */
export class FullFiles {
  readonly #path: string;
  readonly #maxFiles: number;
  readonly #deleted: (files: number) => void;
  #count = 0;

  /** @param deleted - Hears how many files were deleted because there were too many. */
  constructor(path: string, maxFiles: number, deleted: (files: number) => void) {
    this.#path = path;
    this.#maxFiles = maxFiles;
    this.#deleted = deleted;
  }

  /**
   * Renames the file, unless another process has done so meanwhile and begun a new one.
   *
   * @param ino - Which file was found full.
   */
  putAside(ino: number): void {
    if (inodeOf(this.#path) !== ino) return;
    this.#count += 1;
    // Names sort by time, and no two processes write the same.
    const time = new Date().toISOString().replace(/[:.]/g, '-');
    const count = this.#count.toString().padStart(4, '0');
    renameSync(this.#path, `${this.#stem()}.${time}-${count}-${process.pid}${extname(this.#path)}`);
    this.#deleteBeyond();
  }

  #deleteBeyond(): void {
    const folder = dirname(this.#path);
    const prefix = `${basename(this.#stem())}.2`;
    const files = readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && name.endsWith(extname(this.#path)))
      .sort();
    const beyond = files.slice(0, Math.max(0, files.length - this.#maxFiles));
    for (const name of beyond) unlinkSync(join(folder, name));
    if (beyond.length > 0) this.#deleted(beyond.length);
  }

  #stem(): string {
    return this.#path.slice(0, -extname(this.#path).length);
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
