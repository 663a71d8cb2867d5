import type { Destination, DestinationMode } from '@tailrace/delivery/testing';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file in a folder of its own; `down` and `broken` put something in its way that cannot be appended to. */
export class FileDestination implements Destination {
  readonly modes: readonly DestinationMode[] = ['up', 'down', 'broken'];
  readonly requests = undefined;
  readonly folder: string = mkdtempSync(join(tmpdir(), 'file-test-'));
  readonly address: string = join(this.folder, 'logs', 'app.log');
  #up = true;

  become(mode: DestinationMode): Promise<void> {
    if (mode === 'up' && !this.#up) {
      rmSync(this.address, { recursive: true });
      if (existsSync(`${this.address}.aside`)) renameSync(`${this.address}.aside`, this.address);
    }
    if (mode !== 'up' && this.#up) {
      if (existsSync(this.address)) renameSync(this.address, `${this.address}.aside`);
      mkdirSync(this.address, { recursive: true });
    }
    this.#up = mode === 'up';
    return Promise.resolve();
  }

  received(): Promise<readonly string[]> {
    if (!existsSync(this.address)) return Promise.resolve([]);
    return Promise.resolve(readFileSync(this.address, 'utf8').split('\n').slice(0, -1));
  }

  close(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}
