import type { Destination, DestinationMode } from '@tailrace/delivery/testing';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A file in a folder of its own; while it is `down` or `broken`, a folder stands at its path. What was written before is
 * put aside and read first: between two steps here the application may begin a file of its own at any time.
 */
export class FileDestination implements Destination {
  readonly modes: readonly DestinationMode[] = ['up', 'down', 'broken'];
  readonly requests = undefined;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'tailrace-oracle-'));
  readonly address: string = join(this.#folder, 'logs', 'app.log');
  readonly #aside: string[] = [];
  #up = true;

  become(mode: DestinationMode): Promise<void> {
    const up = mode === 'up';
    if (up && !this.#up) rmdirSync(this.address);
    if (!up && this.#up) while (!this.#blocked()) this.#putAside();
    this.#up = up;
    return Promise.resolve();
  }

  /** Whole lines only: what has no line break yet has not arrived. */
  received(): Promise<readonly string[]> {
    const paths = this.#up ? [...this.#aside, this.address] : this.#aside;
    const texts = paths.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
    return Promise.resolve(texts.flatMap((text) => text.split('\n').slice(0, -1)));
  }

  #blocked(): boolean {
    try {
      mkdirSync(dirname(this.address), { recursive: true });
      mkdirSync(this.address);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    }
  }

  #putAside(): void {
    const aside = `${this.address}.${this.#aside.length}`;
    renameSync(this.address, aside);
    this.#aside.push(aside);
  }

  close(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}
