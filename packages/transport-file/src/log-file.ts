import { type Entry, singleEntries } from '@tailrace/delivery';
import type { FileWorld } from './file-world.ts';
import type { LineBuffer } from './line-buffer.ts';
import { OpenHandle } from './open-handle.ts';
import { type OpenSettings, openToAppend } from './open-to-append.ts';
import { Progress } from './progress.ts';
import type { FileNaming } from './rotation/file-naming.ts';
import type { RotationPeriod } from './rotation/period.ts';
import { endOf } from './torn-end.ts';

/** How files are opened and when a new one is begun. */
export interface LogFileSettings extends OpenSettings {
  readonly maxBytes: number | undefined;
  /** A file is finished when it has reached `maxBytes`, which its last line may exceed. */
  readonly overshoots: boolean;
  /** The next file is there as soon as one is full, not only with its first line. */
  readonly eager: boolean;
  readonly rotate: RotationPeriod | undefined;
}

/** How long a file that could not be rotated is left as it is. */
const TURN_AGAIN_MILLIS = 60_000;
/** How often in a row a file may be gone once it was written to. */
const MAX_DELETIONS = 5;
/** How often in a row a new file may be full already, by what others write to it, before it gets larger. */
const MAX_TURNS = 10;

/**
 * A file that is only ever appended to, with whole lines, and found again when it was deleted, moved away or replaced.
 *
 * Writing goes to the kernel's page cache within the call. So nothing is ever on its way when the process ends, and
 * what is written at exit stands behind what was written before.
 */
export class LogFile {
  readonly #world: FileWorld;
  readonly #settings: LogFileSettings;
  readonly #naming: FileNaming;
  readonly #lines: LineBuffer;
  readonly #progress = new Progress();
  #path: string;
  #handle: OpenHandle | undefined;
  #size = 0;
  /** The size that our own last write left, with the end of a line there. */
  #wholeAt = 0;
  #period = '';
  #turnAgainAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, settings: LogFileSettings, naming: FileNaming, lines: LineBuffer, world: FileWorld) {
    this.#settings = settings;
    this.#naming = naming;
    this.#lines = lines;
    this.#world = world;
    this.#path = naming.current(path);
  }

  /** Where it writes now. */
  get path(): string {
    return this.#path;
  }

  /** Whether a write failed before its end, so that it is to go on here. */
  get isInterrupted(): boolean {
    return !this.#progress.isEmpty;
  }

  /**
   * Appends a line for each entry; throws what the system says.
   *
   * @param written - Called with each file that lines went to.
   */
  write(entries: readonly Entry[], written?: (handle: OpenHandle) => void): void {
    const lines = this.#lines;
    let left = this.#left(entries);
    lines.fill(left);
    let from = 0;
    let deletions = 0;
    let turns = 0;
    while (from < left.length) {
      const handle = this.#ready();
      const isTooMuch = turns < MAX_TURNS && this.#isTooMuch(left.length, from);
      const single = isTooMuch ? singleEntries(left) : left;
      if (single !== left) {
        // Where a file ends within joined lines depends on each of them.
        left = single;
        lines.fill(left);
        continue;
      }
      const until = isTooMuch ? this.#fitting(left.length, from) : left.length;
      if (until === from) {
        written?.(handle);
        turns = this.#turn(handle) ? turns + 1 : MAX_TURNS;
        continue;
      }
      turns = 0;
      if (!this.#append(left, from, until, handle)) {
        left = this.#left(entries);
        lines.fill(left);
        from = 0;
      } else if (handle.isDeleted() && deletions < MAX_DELETIONS) {
        deletions += 1;
        this.close();
      } else {
        from = until;
      }
    }
    if (this.#handle !== undefined) written?.(this.#handle);
    if (!this.#progress.isEmpty) this.#progress.finished(singleEntries(entries), left.length > 0);
    this.#turnIfFull();
  }

  /** What is not in the file; joined lines stay so as long as none of them has to be told from the others. */
  #left(entries: readonly Entry[]): readonly Entry[] {
    return this.#progress.isEmpty ? entries : this.#progress.left(singleEntries(entries));
  }

  /** Opens it if it is not open. */
  open(): void {
    this.#ready();
    this.#turnIfFull();
  }

  /** Begins a new file if the time has come for it and there is something in this one. */
  turnIfDue(): void {
    if (this.#handle !== undefined) this.#ready();
  }

  /** Has them written again at the next try. */
  forget(entries: readonly Entry[]): void {
    this.#progress.forget(singleEntries(entries));
  }

  close(): void {
    this.#handle?.close();
    this.#handle = undefined;
  }

  /** The open file under the path, with its size, and within its period. */
  #ready(): OpenHandle {
    const handle = this.#present() ?? this.#opened();
    const { rotate } = this.#settings;
    if (rotate === undefined || !handle.isRegular) return handle;
    const period = this.#periodAt(this.#world.clock.now());
    if (period === this.#period) return handle;
    if (this.#size > 0) return this.#turn(handle) ? this.#ready() : handle;
    this.#period = period;
    return handle;
  }

  /** The handle, if it is still what stands at the path. */
  #present(): OpenHandle | undefined {
    const handle = this.#handle;
    if (handle === undefined) return undefined;
    const there = this.#world.fs.statSync(this.#path, { throwIfNoEntry: false });
    if (there !== undefined && there.ino === handle.inode && there.dev === handle.device) {
      this.#size = there.size;
      return handle;
    }
    this.close();
    this.#path = this.#naming.current(this.#path);
    return undefined;
  }

  #opened(): OpenHandle {
    const { fs } = this.#world;
    const fd = openToAppend(this.#path, this.#settings, fs);
    let handle: OpenHandle;
    try {
      handle = new OpenHandle(fs, fd, this.#path);
      const { size, mtimeMs } = fs.fstatSync(fd);
      this.#size = handle.isRegular ? size : 0;
      if (this.#settings.rotate !== undefined) {
        this.#period = this.#periodAt(this.#size > 0 ? mtimeMs : this.#world.clock.now());
      }
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
    this.#handle = handle;
    this.#wholeAt = 0;
    this.#world.opened(this.#path);
    return handle;
  }

  /** Whether not all lines fit into the file any more. */
  #isTooMuch(count: number, from: number): boolean {
    const { maxBytes } = this.#settings;
    if (maxBytes === undefined || this.#handle?.isRegular !== true) return false;
    const bytes = this.#lines.start(count) - this.#lines.start(from);
    return bytes > maxBytes - this.#size && this.#world.clock.monotonic() >= this.#turnAgainAt;
  }

  /** The index of the first line that does not fit into the file any more. */
  #fitting(count: number, from: number): number {
    const { maxBytes = 0, overshoots, eager } = this.#settings;
    const room = maxBytes - this.#size;
    const start = this.#lines.start(from);
    const ends = (index: number): number => this.#lines.start(index) - start;
    let until = from;
    // Winston finishes a file when it is full. Of lines that come together it notices that one line late if it is lazy.
    const late = eager ? 0 : 1;
    if (overshoots) while (until < count && ends(Math.max(from, until - late)) < room) until += 1;
    else while (until < count && ends(until + 1) <= room) until += 1;
    // A line that is larger than any file may be has a file of its own.
    return until === from && this.#size === 0 ? from + 1 : until;
  }

  /** Writes lines; false where the write was cut short, and what was taken has been noted. */
  #append(entries: readonly Entry[], from: number, until: number, handle: OpenHandle): boolean {
    const { fs } = this.#world;
    const begun = this.#progress.isEmpty ? 0 : this.#progress.begun(entries[from] as Entry, handle, this.#size);
    let at = this.#lines.start(from);
    const end = this.#lines.start(until);
    let taken = 0;
    try {
      if (begun === 0) this.#endTornLine(handle);
      at += begun;
      taken = fs.writeSync(handle.fd, this.#lines.bytes, at, end - at);
    } catch (error) {
      this.#stopped(entries, at, handle);
      this.close();
      throw error;
    }
    this.#size += taken;
    if (at + taken === end) {
      this.#wholeAt = this.#size;
      return true;
    }
    this.#stopped(entries, at + taken, handle);
    return false;
  }

  /** Notes what a write of lines has brought into the file up to the byte `at`. */
  #stopped(entries: readonly Entry[], at: number, handle: OpenHandle): void {
    const single = singleEntries(entries);
    // The same bytes: what stands between joined lines is what ends each.
    if (single !== entries) this.#lines.fill(single);
    this.#progress.stopped(single, this.#lines, at, handle, this.#size);
  }

  /** Ends a line that a crash, or another process that could not go on, has left without an end. */
  #endTornLine({ fd, isRegular }: OpenHandle): void {
    if (!isRegular || this.#size === 0 || this.#size === this.#wholeAt) return;
    const { lineBreak } = this.#lines;
    const { fs } = this.#world;
    const { size, isTorn } = endOf(fs, fd, this.#size, lineBreak.at(-1));
    this.#size = size;
    if (isTorn) this.#size += fs.writeSync(fd, lineBreak);
  }

  /** Begins the next file as soon as this one is full, where that is the way. */
  #turnIfFull(): void {
    const { maxBytes, eager } = this.#settings;
    const handle = this.#handle;
    if (!eager || maxBytes === undefined || handle?.isRegular !== true || this.#size < maxBytes) return;
    try {
      if (this.#turn(handle)) this.#ready();
    } catch {
      // The same failure will meet the next line, which is what has to wait for it.
    }
  }

  /** Begins a new file; false where that is not possible now and writing goes on in the old one. */
  #turn(handle: OpenHandle): boolean {
    const { clock, report } = this.#world;
    if (clock.monotonic() < this.#turnAgainAt) return false;
    try {
      const period = this.#settings.rotate === undefined ? this.#periodAt(clock.now()) : this.#period;
      const next = this.#naming.turn(handle, period);
      this.close();
      this.#path = next;
    } catch (error) {
      this.#turnAgainAt = clock.monotonic() + TURN_AGAIN_MILLIS;
      report({ name: 'file.failed', message: 'A file could not be rotated; writing goes on in it.', error });
      return false;
    }
    this.#world.turned(handle.path, this.#path);
    return true;
  }

  #periodAt(millis: number): string {
    return this.#world.calendar.periodOf(millis, this.#settings.rotate);
  }
}
