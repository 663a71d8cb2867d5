import type { DestinationMode } from '@tailrace/delivery/testing';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fieldOf, type Oracle } from './oracle.ts';

/** A file in a folder of its own; while it is `down` or `broken`, something stands at its path that is no file. */
export class FileOracle implements Oracle {
  readonly modes: readonly DestinationMode[] = ['up', 'down', 'broken'];
  readonly requests = undefined;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'tailrace-oracle-'));
  readonly address: string = join(this.#folder, 'logs', 'app.log');
  readonly #aside: string = `${this.address}.aside`;
  #up = true;

  become(mode: DestinationMode): Promise<void> {
    const up = mode === 'up';
    if (up && !this.#up) {
      rmSync(this.address, { recursive: true });
      if (existsSync(this.#aside)) renameSync(this.#aside, this.address);
    }
    if (!up && this.#up) {
      if (existsSync(this.address)) renameSync(this.address, this.#aside);
      mkdirSync(this.address, { recursive: true });
    }
    this.#up = up;
    return Promise.resolve();
  }

  /** Whole lines only: what has no line break yet has not arrived. */
  received(): Promise<readonly string[]> {
    const path = this.#up ? this.address : this.#aside;
    return Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
  }

  messageOf(body: string): string | undefined {
    return fieldOf(body, 'message');
  }

  idOf(body: string): string | undefined {
    return fieldOf(body, 'id');
  }

  idAs(id: string): string {
    return id;
  }

  close(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}
