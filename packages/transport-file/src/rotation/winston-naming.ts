import { basename, dirname, extname, join } from 'node:path';
import { codeOf, type FileSystem } from '../file-system.ts';
import type { OpenHandle } from '../open-handle.ts';
import { hasEnding, withoutEnding } from './compression-ending.ts';
import type { FileNaming, FinishedName } from './file-naming.ts';

/** What Winston's File takes for `rotationFormat`. */
export type RotationFormat = () => string | number;

interface NumberedName {
  readonly name: string;
  readonly number: number;
}

/** The files of one folder whose names are that of a log with a number before the extension. */
class NumberedFiles {
  readonly folder: string;
  readonly stem: string;
  readonly extension: string;
  readonly #fs: FileSystem;

  constructor(filename: string, fs: FileSystem) {
    this.folder = dirname(filename);
    this.extension = extname(filename);
    this.stem = basename(filename, this.extension);
    this.#fs = fs;
  }

  /** The path with a number, without one for 0. */
  path(label: string | number): string {
    return join(this.folder, `${this.stem}${label === 0 ? '' : label}${this.extension}`);
  }

  /** The number of a name, 0 without one; `undefined` for other files. */
  numberOf(name: string): number | undefined {
    const plain = withoutEnding(name);
    if (!plain.startsWith(this.stem) || !plain.endsWith(this.extension)) return undefined;
    const number = plain.slice(this.stem.length, plain.length - this.extension.length);
    return /^(?:[1-9]\d{0,8})?$/.test(number) ? Number(number) : undefined;
  }

  all(): readonly NumberedName[] {
    let names: string[];
    try {
      names = this.#fs.readdirSync(this.folder);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
    return names.flatMap((name) => {
      const number = this.numberOf(name);
      return number === undefined ? [] : [{ name, number }];
    });
  }
}

/**
 * Winston's way: `app.log` is followed by `app1.log` and `app2.log`, the highest is written to.
 *
 * The highest is found in the folder. With a `rotationFormat`, whose names say nothing, only the files of this process
 * are known.
 */
export class IncrementingNaming implements FileNaming {
  readonly #files: NumberedFiles;
  readonly #fs: FileSystem;
  readonly #format: RotationFormat | undefined;
  /** With a format: the names that were finished, in their order. */
  readonly #turned: string[] = [];

  readonly #kept: number | undefined;

  /** @param kept - How many finished files are kept when a new one is begun; by default that is left to others. */
  constructor(filename: string, fs: FileSystem, format?: RotationFormat, kept?: number) {
    this.#files = new NumberedFiles(filename, fs);
    this.#fs = fs;
    this.#format = format;
    this.#kept = kept;
  }

  current(path: string): string {
    if (this.#format !== undefined) return path;
    const all = this.#files.all();
    const highest = Math.max(0, ...all.map(({ number }) => number));
    const isOpen = all.length === 0 || all.some(({ name, number }) => number === highest && !hasEnding(name));
    return this.#files.path(isOpen ? highest : highest + 1);
  }

  turn({ path }: OpenHandle): string {
    if (this.#format === undefined) {
      const number = this.#files.numberOf(basename(path)) ?? 0;
      const all = this.#files.all();
      this.#deleteOldest(all);
      return this.#files.path(Math.max(number, ...all.map((file) => file.number)) + 1);
    }
    const label = String(this.#format());
    for (let number = 0; ; number += 1) {
      const next = this.#files.path(number === 0 ? label : `${label}.${number}`);
      if (this.#fs.statSync(next, { throwIfNoEntry: false }) !== undefined) continue;
      this.#turned.push(basename(path));
      return next;
    }
  }

  #deleteOldest(all: readonly NumberedName[]): void {
    if (this.#kept === undefined) return;
    const newestFirst = [...new Set(all.map(({ number }) => number))].sort((a, b) => b - a);
    const gone = new Set(newestFirst.slice(this.#kept));
    for (const { name, number } of all) {
      if (!gone.has(number)) continue;
      try {
        this.#fs.unlinkSync(join(this.#files.folder, name));
      } catch {
        // Somebody was faster; and what may not be deleted must not keep lines from being written.
      }
    }
  }

  finished([name = '']: readonly string[]): FinishedName | undefined {
    if (this.#format !== undefined) {
      const sequence = this.#turned.indexOf(name);
      return sequence === -1 ? undefined : { group: '', period: '', sequence };
    }
    const sequence = this.#files.numberOf(name);
    return sequence === undefined || this.#isHighest(sequence) ? undefined : { group: '', period: '', sequence };
  }

  another(): undefined {
    return undefined;
  }

  #isHighest(number: number): boolean {
    return this.#files.all().every((file) => file.number <= number);
  }
}

/** Winston's `tailable`: `app.log` is always written to, `app1.log` is the file before it, and so on. */
export class ShiftingNaming implements FileNaming {
  readonly #files: NumberedFiles;
  readonly #fs: FileSystem;
  readonly #kept: number;

  /** @param kept - How many finished files are kept: more would have to be moved with each new one, until they go. */
  constructor(filename: string, fs: FileSystem, kept: number = Number.POSITIVE_INFINITY) {
    this.#files = new NumberedFiles(filename, fs);
    this.#fs = fs;
    this.#kept = kept;
  }

  current(path: string): string {
    return path;
  }

  turn(handle: OpenHandle): string {
    const { path } = handle;
    const there = this.#fs.statSync(path, { throwIfNoEntry: false });
    if (there?.ino !== handle.inode || there.dev !== handle.device) return path;
    const finished = this.#files.all().filter(({ number }) => number > 0);
    // Only as far as there is no gap: what stands behind one need not move.
    const numbers = new Set(finished.map(({ number }) => number));
    let free = 1;
    while (numbers.has(free)) free += 1;
    const moved = finished.filter(({ number }) => number < free).sort((a, b) => b.number - a.number);
    for (const { name, number } of moved) {
      const ending = name.slice(withoutEnding(name).length);
      this.#move(join(this.#files.folder, name), number + 1, ending);
    }
    this.#fs.renameSync(path, this.#files.path(1));
    return path;
  }

  /** Moves a finished file on, or deletes it where it is one too many; whoever tidies up may have been faster. */
  #move(path: string, number: number, ending: string): void {
    try {
      if (number > this.#kept) this.#fs.unlinkSync(path);
      else this.#fs.renameSync(path, `${this.#files.path(number)}${ending}`);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  finished([name = '']: readonly string[]): FinishedName | undefined {
    const number = this.#files.numberOf(name);
    return number === undefined || number === 0 ? undefined : { group: '', period: '', sequence: -number };
  }

  another(): undefined {
    return undefined;
  }
}
