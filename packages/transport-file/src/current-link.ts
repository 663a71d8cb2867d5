import { dirname, relative, resolve } from 'node:path';
import { codeOf, type FileSystem } from './file-system.ts';

/** A symbolic link that leads to the file which is written to. */
export class CurrentLink {
  readonly #path: string;
  readonly #fs: FileSystem;
  #target: string | undefined;

  constructor(path: string, fs: FileSystem) {
    this.#path = resolve(path);
    this.#fs = fs;
  }

  /** Lets it lead to another file, without a moment in which it leads nowhere. Throws what the system says. */
  lead(file: string): void {
    if (file === this.#target) return;
    const target = relative(dirname(this.#path), file);
    if (this.#leadsTo() !== target) {
      const fresh = `${this.#path}.${process.pid}.tmp`;
      this.#fs.mkdirSync(dirname(this.#path), { recursive: true });
      try {
        this.#fs.symlinkSync(target, fresh);
      } catch (error) {
        // One that a crash has left.
        if (codeOf(error) !== 'EEXIST') throw error;
        this.#fs.unlinkSync(fresh);
        this.#fs.symlinkSync(target, fresh);
      }
      this.#fs.renameSync(fresh, this.#path);
    }
    this.#target = file;
  }

  /** @throws Where something stands at the path that is no link: it is not ours to replace. */
  #leadsTo(): string | undefined {
    try {
      return this.#fs.readlinkSync(this.#path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
