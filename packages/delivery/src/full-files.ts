import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** Puts a file that is full aside, under a name of its own, and keeps a number of those. */
export class FullFiles {
  readonly #path: string;
  readonly #maxFiles: number;
  readonly #deleted: (files: number) => void;

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
    renameSync(this.#path, `${this.#stem()}.${newMark()}${extname(this.#path)}`);
    this.#deleteBeyond();
  }

  #deleteBeyond(): void {
    const folder = dirname(this.#path);
    const prefix = `${basename(this.#stem())}.`;
    const suffix = extname(this.#path);
    // A transport whose name only begins as this one's does has files of its own here.
    const files = readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
      .filter((name) => MARK.test(name.slice(prefix.length, -suffix.length)))
      .sort();
    const beyond = files.slice(0, Math.max(0, files.length - this.#maxFiles));
    // Another process may do the same at this moment.
    for (const name of beyond) rmSync(join(folder, name), { force: true });
    if (beyond.length > 0) this.#deleted(beyond.length);
  }

  #stem(): string {
    return this.#path.slice(0, -extname(this.#path).length);
  }
}

/** Tells this process, and this copy of the package in it, from others that write to the same folder. */
const OWN = randomBytes(4).toString('hex');
let marks = 0;
/** What {@link newMark} makes. */
const MARK = /^\d{4}-[\dTZ-]+-\d{6,}-[\da-f]{8}$/;

/** What sorts by time and is given to no two files: renaming replaces what has the name already. */
function newMark(): string {
  marks += 1;
  return `${new Date().toISOString().replace(/[:.]/g, '-')}-${marks.toString().padStart(6, '0')}-${OWN}`;
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
