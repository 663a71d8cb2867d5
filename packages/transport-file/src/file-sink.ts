import { type Clock, type DiagnosticsEvent, type LogRecord, systemClock, TailraceError } from '@tailrace/core/runtime';
import type { Batch, Entry, Outcome, Sink, SinkTraits } from '@tailrace/delivery';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import type { FileOptions } from './file-options.ts';
import { checkFileSet, FileSet } from './file-set.ts';
import { codeOf, type FileSystem, nodeFileSystem } from './file-system.ts';
import type { FileWorld } from './file-world.ts';
import { LineBuffer } from './line-buffer.ts';
import { LogFile } from './log-file.ts';
import { OpenFiles } from './open-files.ts';
import type { OpenHandle } from './open-handle.ts';
import { compressIfSmall } from './rotation/compress.ts';
import { Housekeeper } from './rotation/housekeeper.ts';
import { Calendar } from './rotation/period.ts';
import { RotationTimer } from './rotation/rotation-timer.ts';
import type { WinstonNaming } from './winston-options.ts';

/** Options of {@link FileSink}. */
export interface FileSinkOptions extends FileOptions {
  /** Whose name messages about options carry; `FileSink` by default. */
  readonly owner?: string;
  /** Names files in Winston's way. */
  readonly winston?: WinstonNaming;
  /** Node's flags for the first time that a file is opened; `a` by default. */
  readonly flags?: string;
  /** Hears of each file that was opened to be written to, and of each that was finished. */
  readonly opened?: (path: string) => void;
  readonly turned?: (from: string, to: string) => void;
  /** Where failures are reported that harm no record. */
  readonly report?: (event: Omit<DiagnosticsEvent, 'source'>) => void;
  readonly clock?: Clock;
  /** The file system; for tests. */
  readonly fileSystem?: FileSystem;
}

/** Lines in one write; more come only from a queue that is written out as a whole. */
const MAX_LINES = 1_000;
const DELIVERED: Outcome = { status: 'delivered' };
const TOO_MANY_OPEN = new Set(['EMFILE', 'ENFILE']);

/** Writes entries to files, a line each. */
export class FileSink implements Sink {
  readonly traits: SinkTraits;
  readonly destination: string;
  /** The file of a record; absent where there is only one. */
  readonly route?: (record: LogRecord) => string;
  readonly #main: FileSet;
  readonly #sets: readonly FileSet[];
  readonly #setOfKind: ReadonlyMap<string, number>;
  readonly #files: OpenFiles;
  readonly #lines: LineBuffer;
  readonly #fsync: boolean;
  readonly #world: FileWorld;
  readonly #housekeeper: Housekeeper;
  readonly #timer: RotationTimer;
  readonly #stopListening: () => void;
  readonly #hooks: Pick<FileSinkOptions, 'opened' | 'turned' | 'winston'>;
  #writing = false;
  /** Whoever hears a report may log, and must not come into the middle of a write. */
  readonly #reports: (() => void)[] = [];

  /** @throws TailraceError Where an option is wrong. */
  constructor(options: FileSinkOptions) {
    const { owner = 'FileSink', fileSystem: fs = nodeFileSystem, clock = systemClock, kinds = {} } = options;
    const calendar = calendarOf(owner, options.timeZone);
    const { mkdir = true, mode = 0o640, directoryMode, flags = 'a' } = options;
    const base = { owner, fs, calendar, mkdir, mode, directoryMode, flags, begun: new Set<string>() };
    for (const [kind, set] of Object.entries(kinds)) checkFileSet(`${owner} kinds['${kind}']`, set);
    const others = Object.values(kinds).map((set) => new FileSet(set, base));
    this.#main = new FileSet(options, base, options.winston);
    this.#sets = [this.#main, ...others];
    this.#setOfKind = new Map(Object.keys(kinds).map((kind, index) => [kind, index + 1]));
    if (this.#sets.some(({ varies }) => varies) || others.length > 0) this.route = (record) => this.#routeOf(record);
    this.destination = this.#main.pathFor(undefined, clock.now());
    this.#files = new OpenFiles(options.maxOpenFiles ?? 64);
    const eol = options.eol ?? '\n';
    this.traits = { ordered: true, repeats: 'possible', keeps: true, joins: eol };
    this.#lines = new LineBuffer(eol);
    this.#fsync = options.fsync ?? false;
    this.#hooks = options;
    const tell = options.report ?? ((): void => {});
    const report: FileWorld['report'] = (event) => this.#tell(() => tell(event));
    const turned = (from: string, to: string): void => this.#onTurned(from, to);
    this.#world = { fs, clock, calendar, report, turned, opened: () => {} };
    const households = this.#sets.map(({ household }) => household);
    // Where the name says that its day is over, only a late record opens the file again. A number does not say that.
    const isOpen = (path: string): boolean =>
      options.winston === undefined ? !this.#files.letGo(path) : this.#files.has(path);
    this.#housekeeper = new Housekeeper(households, this.#world, isOpen);
    this.#timer = new RotationTimer(clock, () => this.#onTime());
    this.#stopListening = listen(owner, options.reopenSignal, () => this.reopen());
    if (options.lazy === false) this.openFile();
  }

  async send({ entries }: Batch): Promise<Outcome> {
    if (this.#fsync) await this.#writeSynced(entries);
    else this.#write(entries);
    return DELIVERED;
  }

  sendSync(entries: readonly Entry[]): void {
    this.#write(entries, this.#fsync ? (handle) => handle.syncSync() : undefined);
  }

  /** Opens the file where there is only one; a failure is reported. */
  openFile(): void {
    if (this.route !== undefined) return;
    try {
      this.#fileOf('').open();
    } catch (error) {
      const message = 'The file could not be opened; it is tried again with the first line.';
      this.#world.report({ name: 'file.failed', message, error });
    }
  }

  /** Opens files anew at the next line, for whoever has moved them away. */
  reopen(): void {
    this.#files.close();
  }

  /** Compresses and deletes what is due, now; resolves when that is done. */
  tidy(): Promise<void> {
    return this.#housekeeper.run();
  }

  close(): Promise<void> {
    this.#stopListening();
    this.#timer.stop();
    this.#housekeeper.close();
    this.#files.close();
    return Promise.resolve();
  }

  #routeOf(record: LogRecord): string {
    const index = this.#setOfKind.get(record.kind ?? 'log') ?? 0;
    return `${index}:${(this.#sets[index] ?? this.#main).pathFor(record, this.#world.clock.now())}`;
  }

  /** Writes entries to the files of their routes, in order. */
  #write(entries: readonly Entry[], written?: (handle: OpenHandle) => void): void {
    let from = 0;
    while (from < entries.length) {
      const { route } = entries[from] as Entry;
      let until = from;
      for (let lines = 0; until < entries.length && lines < MAX_LINES; until += 1) {
        const entry = entries[until] as Entry;
        if (this.route !== undefined && entry.route !== route) break;
        lines += entry.records ?? 1;
      }
      const run = from === 0 && until === entries.length ? entries : entries.slice(from, until);
      this.#writeTo(route, run, written);
      from = until;
    }
  }

  #writeTo(route: string, entries: readonly Entry[], written?: (handle: OpenHandle) => void): void {
    this.#writing = true;
    try {
      this.#fileOf(route).write(entries, written);
    } catch (error) {
      if (!TOO_MANY_OPEN.has(codeOf(error))) throw error;
      this.#files.closeHalf();
      this.#fileOf(route).write(entries, written);
    } finally {
      this.#writing = false;
      if (this.#reports.length > 0) for (const tell of this.#reports.splice(0)) tell();
    }
  }

  async #writeSynced(entries: readonly Entry[]): Promise<void> {
    const syncs: Promise<void>[] = [];
    let failure: { readonly error: unknown } | undefined;
    try {
      this.#write(entries, (handle) => void syncs.push(handle.sync()));
    } catch (error) {
      failure = { error };
    }
    for (const sync of await Promise.allSettled(syncs)) {
      if (sync.status === 'fulfilled') continue;
      // A system that failed to sync may have given up what it was to sync: the lines are written again.
      for (const { route } of entries) this.#fileOf(route).forget(entries);
      throw sync.reason;
    }
    if (failure !== undefined) throw failure.error;
  }

  #fileOf(route: string): LogFile {
    return this.#files.get(route, () => {
      const colon = route.indexOf(':');
      const set = this.#sets[Number(route.slice(0, colon))] ?? this.#main;
      const path = colon === -1 ? set.pathFor(undefined, this.#world.clock.now()) : route.slice(colon + 1);
      const opened = (file: string): void => this.#onOpened(set, file);
      return new LogFile(path, set.settings, set.naming, this.#lines, { ...this.#world, opened });
    });
  }

  /** Tells somebody, but not in the middle of a write. */
  #tell(tell: () => void): void {
    if (this.#writing) this.#reports.push(tell);
    else tell();
  }

  #onTurned(from: string, to: string): void {
    if (!this.#isTidy(from, to)) this.#housekeeper.soon();
    const { turned } = this.#hooks;
    if (turned !== undefined) this.#tell(() => turned(from, to));
  }

  /** Whether nothing is left to be done after a turn: Winston's files are seen to with it, and at no other time. */
  #isTidy(from: string, to: string): boolean {
    const { household, settings } = this.#main;
    if (!settings.overshoots || this.#hooks.winston?.format !== undefined) return false;
    if (household.compress === undefined) return true;
    try {
      return from !== to && compressIfSmall(from, this.#world.fs);
    } catch {
      // It is tried again in the background, and reported then.
      return false;
    }
  }

  #onOpened(set: FileSet, path: string): void {
    const { opened } = this.#hooks;
    if (opened !== undefined) this.#tell(() => opened(path));
    const { fs, report } = this.#world;
    if (this.#sets.some(({ keepsTime }) => keepsTime)) this.#timer.start();
    if (!set.settings.overshoots) this.#housekeeper.soon();
    try {
      set.link?.lead(path);
    } catch (error) {
      report({ name: 'file.failed', message: 'The link to the current file could not be made.', error });
    }
    if (this.#fsync) syncFolder(dirname(path), fs);
  }

  #onTime(): void {
    for (const file of this.#files.all()) {
      try {
        file.turnIfDue();
      } catch {
        // The same failure will meet the next line, whose batch waits and is reported.
      }
    }
    this.#housekeeper.soon();
  }
}

function calendarOf(owner: string, timeZone: string | undefined): Calendar {
  try {
    return new Calendar(timeZone);
  } catch (error) {
    const words = `${owner}: 'timeZone' takes the name of a time zone, not ${JSON.stringify(timeZone)}.`;
    throw new TailraceError('TAILRACE_BAD_OPTION', words, { cause: error });
  }
}

function listen(owner: string, signal: NodeJS.Signals | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  if (!Object.hasOwn(constants.signals, signal) || signal === 'SIGKILL' || signal === 'SIGSTOP') {
    const words = `${owner}: 'reopenSignal' takes a signal that can be heard, not ${JSON.stringify(signal)}.`;
    throw new TailraceError('TAILRACE_BAD_OPTION', words);
  }
  process.on(signal, callback);
  return () => void process.off(signal, callback);
}

/** Without this a crash of the machine may leave the lines and not the name of their file. */
function syncFolder(folder: string, fs: FileSystem): void {
  try {
    const fd = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // Not every system lets a folder be synced.
  }
}
