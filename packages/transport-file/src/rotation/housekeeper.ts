import type { Timer } from '@tailrace/core';
import { dirname, relative } from 'node:path';
import { codeOf } from '../file-system.ts';
import type { FileWorld } from '../file-world.ts';
import { compressFile } from './compress.ts';
import type { FileCompression } from './compression-ending.ts';
import { type FinishedFile, type KeepOptions, outdated, oversized } from './retention.ts';
import type { RotationPeriod } from './period.ts';
import { scan, type ScanScope } from './scan.ts';

/** The files of one path or template, and what becomes of them. */
export interface Household extends ScanScope {
  readonly keep: KeepOptions;
  readonly compress: FileCompression | undefined;
  readonly rotate: RotationPeriod | undefined;
}

/** Time for other processes that have a renamed file open to notice it. */
const SETTLE_MILLIS = 1_000;

/** The line in which the whole process compresses, so that it takes no more than one thread. */
let line: Promise<unknown> = Promise.resolve();

/** Compresses finished files, deletes those that are past what is kept, and clears away what crashes have left. */
export class Housekeeper {
  readonly #households: readonly Household[];
  readonly #world: Pick<FileWorld, 'fs' | 'clock' | 'calendar' | 'report'>;
  readonly #isOpen: (path: string) => boolean;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(
    households: readonly Household[],
    world: Pick<FileWorld, 'fs' | 'clock' | 'calendar' | 'report'>,
    isOpen: (path: string) => boolean,
  ) {
    this.#households = households.filter(
      ({ keep, compress }) => compress !== undefined || Object.values(keep).some((limit) => limit !== undefined),
    );
    this.#world = world;
    this.#isOpen = isOpen;
  }

  /** Sees to everything soon. */
  soon(): void {
    if (this.#closed || this.#households.length === 0) return;
    this.#timer ??= this.#world.clock.schedule(() => {
      this.#timer = undefined;
      void this.run();
    }, SETTLE_MILLIS);
  }

  /** Sees to everything now, after what is under way; never rejects. */
  run(): Promise<void> {
    const before = this.#running ?? Promise.resolve();
    const run = before.then(async () => {
      for (const household of this.#households) await this.#guarded(() => this.#tidy(household));
    });
    this.#running = run;
    return run;
  }

  /** Begins nothing more; what is under way ends. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #tidy(household: Household): Promise<void> {
    const { leftovers } = await this.#scanned(household);
    for (const path of leftovers) await this.#removed(path);
    const { keep, compress } = household;
    const now = this.#world.clock.now();
    const { finished, plain } = await this.#scanned(household);
    const gone = new Set(outdated(finished, keep, now).map(({ path }) => path));
    await this.#delete(household, gone);
    if (compress !== undefined) {
      const open = [...plain].filter(({ path }) => !gone.has(path)).sort((a, b) => a.modified - b.modified);
      for (const { path } of open) await this.#compressed(path, compress, household);
    }
    if (keep.bytes === undefined) return;
    const left = await this.#scanned(household);
    await this.#delete(household, new Set(oversized(left.finished, keep).map(({ path }) => path)));
  }

  async #scanned(household: Household) {
    const { fs, clock, calendar } = this.#world;
    const now = clock.now();
    const found = await scan(household, fs, now, calendar.periodOf(now, 'hourly'));
    const closed = (file: FinishedFile): boolean => !this.#isOpen(file.path);
    return { ...found, finished: found.finished.filter(closed), plain: new Set([...found.plain].filter(closed)) };
  }

  #compressed(path: string, method: FileCompression, { naming }: Household): Promise<void> {
    const { fs } = this.#world;
    const turn = line.then(() =>
      this.#guarded(async () => {
        if (this.#closed) return;
        try {
          await compressFile(path, method, fs, (standing) => naming.another(standing));
        } catch (error) {
          // Somebody has deleted, renamed or compressed it while this one waited.
          if (codeOf(error) !== 'ENOENT') throw error;
        }
      }),
    );
    line = turn;
    return turn;
  }

  async #delete(household: Household, paths: ReadonlySet<string>): Promise<void> {
    for (const path of paths) {
      await this.#removed(path);
      await this.#removeEmptyFolders(dirname(path), household);
    }
  }

  /** A folder of a day or a user that has become empty; one that has not refuses to go. */
  async #removeEmptyFolders(folder: string, household: Household): Promise<void> {
    let path = folder;
    while (relative(household.root, path) !== '') {
      try {
        await this.#world.fs.promises.rmdir(path);
      } catch {
        return;
      }
      path = dirname(path);
    }
  }

  async #removed(path: string): Promise<void> {
    await this.#guarded(async () => {
      try {
        await this.#world.fs.promises.unlink(path);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    });
  }

  async #guarded(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const message = 'A finished file could not be compressed or deleted.';
      this.#world.report({ name: 'file.failed', message, error });
    }
  }
}
