import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Timer } from '@tailrace/core';
import type { Entry } from '../sink.ts';
import { adoptRun, deadRuns, removeStrayProgress, removeUnborn } from './adopt.ts';
import { rangesOf } from './done-set.ts';
import { Eviction } from './eviction.ts';
import { loadSegment } from './load-segment.ts';
import { ProgressFile } from './progress-file.ts';
import { Quarantine } from './quarantine.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';
import { Segment } from './segment.ts';
import { PROGRESS_SUFFIX, SEGMENT_SUFFIX, segmentName, segmentNames } from './segment-name.ts';
import type { Spool, SpoolCounts, SpooledEntry, SpoolPosition } from './spool-contract.ts';
import { SpoolLedger } from './spool-ledger.ts';
import { type OpenSpoolOptions, type SpoolSettings, spoolSettings } from './spool-options.ts';
import { SpoolReader } from './spool-reader.ts';
import { SpoolWriter } from './spool-writer.ts';

/** How often an open spool looks for runs that died beside it. */
const ADOPTION_MILLIS = 60_000;

/**
 * Opens the spool of a transport and takes over what dead runs of the same name and destination left.
 *
 * @throws TailraceError where an option is wrong. What the file system refuses is told by `append` and to the
 *   diagnostics, and tried again with the next append.
 */
export async function openSpool(options: OpenSpoolOptions): Promise<Spool> {
  const spool = new FileSpool(spoolSettings(options));
  await spool.adopted;
  return spool;
}

/**
 * The same for constructors: appends are taken at once, dead runs are taken over in the background, and `read` waits
 * for that.
 */
export function openSpoolSync(options: OpenSpoolOptions): Spool {
  return new FileSpool(spoolSettings(options));
}

class FileSpool implements Spool {
  readonly adopted: Promise<void>;
  readonly #settings: SpoolSettings;
  readonly #ledger: SpoolLedger;
  readonly #reader: SpoolReader;
  readonly #writer: SpoolWriter;
  readonly #eviction: Eviction;
  /** Reading, evicting and adopting change segments over several steps, so they go one after another. */
  #turn: Promise<unknown>;
  #run: RunFolder | undefined;
  /** The run whose own name was synced. */
  #namedRun: RunFolder | undefined;
  #segmentsMade = 0;
  #timer: Timer | undefined;
  #closed = false;
  #released = false;

  constructor(settings: SpoolSettings) {
    this.#settings = settings;
    this.#ledger = new SpoolLedger(settings.name, settings.diagnostics);
    this.#reader = new SpoolReader(this.#ledger, new Quarantine(settings.keyFolder), settings);
    this.#eviction = new Eviction(this.#ledger, settings);
    this.#writer = new SpoolWriter(
      {
        createSegment: () => this.#createSegment(),
        makeRoom: async (bytes) => {
          if (!this.#eviction.hasRoom(bytes)) await this.#inTurn(() => this.#eviction.makeRoom(bytes));
        },
        committed: (_segment, entries, bytes) => {
          this.#ledger.segments.pendingRecords += entries;
          this.#ledger.segments.bytes += bytes;
        },
        sealed: (segment) => this.#seal(segment),
        syncFolder: () => this.#syncFolder(),
        syncFolderSync: () => this.#syncFolderSync(),
      },
      settings.files,
      settings.segmentBytes,
    );
    this.adopted = this.#adopt();
    this.#turn = this.adopted;
    this.#watch();
  }

  append(entries: readonly Entry[], durability: 'process' | 'disk'): Promise<readonly SpoolPosition[]> {
    return this.#writer.append(entries, durability);
  }

  appendSync(entries: readonly Entry[], durability: 'process' | 'disk' = 'process'): readonly SpoolPosition[] {
    return this.#writer.appendSync(entries, durability);
  }

  read(limit: { readonly records: number; readonly bytes: number }): Promise<readonly SpooledEntry[]> {
    return this.#inTurn(async () => (this.#closed ? [] : await this.#reader.read(limit)));
  }

  acknowledge(positions: readonly SpoolPosition[]): void {
    const bySegment = new Map<number, number[]>();
    for (const { segment, offset } of positions) {
      const offsets = bySegment.get(segment);
      if (offsets === undefined) bySegment.set(segment, [offset]);
      else offsets.push(offset);
    }
    for (const [number, offsets] of bySegment) {
      const segment = this.#ledger.segments.get(number);
      if (segment !== undefined) this.#ledger.finish(segment, rangesOf(offsets));
    }
  }

  counts(): SpoolCounts {
    return this.#ledger.counts();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    await this.#writer.close();
    await this.#inTurn(() => this.#reader.close());
    for (const segment of this.#ledger.segments.all()) {
      try {
        await segment.progress.flush();
      } catch (error) {
        this.#ledger.failed('progress', 'What is done of the spool could not be written down.', error);
      }
      segment.progress.close();
    }
    await this.#ledger.segments.removed();
    this.#released = true;
    this.#run?.release();
  }

  closeSync(): void {
    // Also while `close` is under way: the process may end before that does.
    if (this.#released) return;
    this.#closed = true;
    this.#released = true;
    this.#timer?.cancel();
    try {
      this.#writer.closeSync();
    } finally {
      this.#ledger.segments.removeDoneSync();
      for (const segment of this.#ledger.segments.all()) {
        try {
          segment.progress.flushSync();
        } catch (error) {
          this.#ledger.failed('progress', 'What is done of the spool could not be written down.', error);
        }
      }
      this.#run?.release();
    }
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #ownRun(): RunFolder {
    this.#run ??= createRunFolder(this.#settings.keyFolder, this.#settings.files, this.#settings.clock.now());
    return this.#run;
  }

  #createSegment(): { readonly segment: Segment; readonly fd: number } {
    try {
      return this.#openSegment(this.#ownRun());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Somebody deleted the folder: the spool begins anew, under a new name with a new socket.
      this.#run?.release();
      this.#run = undefined;
      return this.#openSegment(this.#ownRun());
    }
  }

  #openSegment(run: RunFolder): { readonly segment: Segment; readonly fd: number } {
    this.#segmentsMade += 1;
    const name = segmentName(run.name, this.#segmentsMade);
    const path = join(run.path, name + SEGMENT_SUFFIX);
    const fd = this.#settings.files.openSync(path, 'wx');
    const progress = new ProgressFile(join(run.path, name + PROGRESS_SUFFIX), this.#settings.files);
    const segment = new Segment(this.#ledger.segments.nextNumber(), name, path, progress);
    this.#ledger.segments.add(segment);
    return { segment, fd };
  }

  #seal(segment: Segment): void {
    segment.sealed = true;
    segment.progress.seal(segment.total);
    this.#ledger.settle(segment);
  }

  async #syncFolder(): Promise<void> {
    const run = this.#run;
    for (const folder of this.#unsyncedFolders()) await this.#settings.files.syncFolder(folder);
    this.#namedRun = run;
  }

  #syncFolderSync(): void {
    for (const folder of this.#unsyncedFolders()) this.#settings.files.syncFolderSync(folder);
    this.#namedRun = this.#run;
  }

  /** The run's folder, and with its first segment the folders above it, which may be as new as the segment is. */
  #unsyncedFolders(): readonly string[] {
    const { keyFolder } = this.#settings;
    if (this.#run === undefined) return [];
    if (this.#namedRun === this.#run) return [this.#run.path];
    return [this.#run.path, keyFolder, dirname(keyFolder), dirname(dirname(keyFolder))];
  }

  #watch(): void {
    this.#timer = this.#settings.clock.schedule(() => {
      this.#eviction.expire();
      void this.#inTurn(() => this.#adopt()).then(() => {
        if (!this.#closed) this.#watch();
      });
    }, ADOPTION_MILLIS);
  }

  /** Takes over what dead runs left; never rejects. */
  async #adopt(): Promise<void> {
    const { keyFolder, clock } = this.#settings;
    try {
      const dead = await deadRuns(keyFolder, this.#run?.name);
      if (dead.length === 0 || this.#closed) return;
      const own = this.#ownRun();
      for (const run of dead) await adoptRun(keyFolder, run, own).catch((error: unknown) => this.#notAdopted(error));
      await this.#loadAdopted(own);
      await removeUnborn(keyFolder, clock.now());
    } catch (error) {
      this.#notAdopted(error);
    }
  }

  #notAdopted(error: unknown): void {
    this.#ledger.failed('adoption', 'What earlier runs left in the spool could not be taken over.', error);
  }

  async #loadAdopted(own: RunFolder): Promise<void> {
    const known = new Set(this.#ledger.segments.all().map(({ name }) => name));
    const before = this.counts().adopted;
    const files = await readdir(own.path);
    for (const name of segmentNames(files)) {
      if (known.has(name) || name.startsWith(own.name)) continue;
      try {
        const segment = await loadSegment(own.path, name, this.#ledger.segments.nextNumber(), this.#settings.files);
        if (segment !== undefined) this.#ledger.adopt(segment);
        else this.#ledger.report('spool.damaged', 'A newer release wrote a segment; it is left for that release.');
      } catch (error) {
        this.#ledger.failed(name, 'A segment of the spool cannot be read; it is left for the next start.', error);
      }
    }
    await removeStrayProgress(own, files);
    const records = this.counts().adopted - before;
    if (records > 0) this.#ledger.report('spool.adopted', 'Entries of earlier runs were taken over.', { records });
  }
}
