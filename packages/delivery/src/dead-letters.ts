import { checkOptions, type Diagnostics, diagnostics as defaultDiagnostics } from '@tailrace/core/runtime';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FullFiles } from './full-files.ts';
import type { Entry } from './sink.ts';
import { fileNameOf, stateDirectory } from './spool/state-directory.ts';

/** Where refused entries are kept. */
export interface DeadLettersOptions {
  /** The state folder; `TAILRACE_STATE_DIR`, else `tailrace` in the XDG state folder. */
  readonly directory?: string;
  /** The transport's name; the file is called after it. */
  readonly name: string;
  readonly diagnostics?: Diagnostics;
  /** What the file may grow to, 64 MiB by default; then it is renamed and the next one begun. */
  readonly maxBytes?: number;
  /** How many renamed files are kept, 4 by default; beyond them the oldest is deleted, which is reported. */
  readonly maxFiles?: number;
}

/** What became of dead letters in this process. */
export interface DeadLettersCounts {
  readonly written: number;
  /** Entries that could be kept nowhere. */
  readonly failed: number;
}

/** A file of entries that a destination refused, one JSON object a line, readable by its owner alone. */
export interface DeadLetters {
  readonly path: string;
  /**
   * Appends entries with the reason of their refusal. Rejects with what the file system says.
   */
  write(entries: readonly Entry[], reason: string): Promise<void>;
  /** The same for the exit hook; throws. */
  writeSync(entries: readonly Entry[], reason: string): void;
  counts(): DeadLettersCounts;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_FILES = 4;
const FILE_MODE = 0o600;
const LINE_BREAK = 0x0a;

/**
 * Opens the dead letters of a transport; the file is made with the first of them.
 *
 * Several transports and processes may write to one file: each writes whole lines at its end.
 *
 * @throws TailraceError where an option is wrong.
 */
export function openDeadLetters(options: DeadLettersOptions): DeadLetters {
  checkOptions('DeadLetters', options, {
    directory: { type: 'string' },
    name: { type: 'string', required: true },
    diagnostics: { type: 'object' },
    maxBytes: { type: 'integer', min: 1 },
    maxFiles: { type: 'integer', min: 0 },
  });
  return new DeadLetterFile(options);
}

class DeadLetterFile implements DeadLetters {
  readonly path: string;
  readonly #folder: string;
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #full: FullFiles;
  readonly #diagnostics: Diagnostics;
  #last: Promise<unknown> = Promise.resolve();
  #written = 0;
  #failed = 0;
  #failing = false;

  constructor(options: DeadLettersOptions) {
    this.#folder = join(options.directory ?? stateDirectory(), 'dead-letters');
    this.path = join(this.#folder, `${fileNameOf(options.name)}.jsonl`);
    this.#name = options.name;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#diagnostics = options.diagnostics ?? defaultDiagnostics;
    this.#full = new FullFiles(this.path, options.maxFiles ?? DEFAULT_MAX_FILES, (files) => this.#deleted(files));
  }

  write(entries: readonly Entry[], reason: string): Promise<void> {
    const turn = this.#last.then(() => this.#counted(entries, () => this.#append(entries, reason)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  writeSync(entries: readonly Entry[], reason: string): void {
    try {
      this.#appendSync(entries, reason);
      this.#succeeded(entries);
    } catch (error) {
      this.#failedWith(entries, error);
      throw error;
    }
  }

  counts(): DeadLettersCounts {
    return { written: this.#written, failed: this.#failed };
  }

  async #counted(entries: readonly Entry[], action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.#succeeded(entries);
    } catch (error) {
      this.#failedWith(entries, error);
      throw error;
    }
  }

  async #append(entries: readonly Entry[], reason: string): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const text = textOf(entries, reason);
    for (;;) {
      const file = await open(this.path, 'a+', FILE_MODE);
      try {
        const { size, ino } = await file.stat();
        if (this.#isFull(size, text)) {
          this.#full.putAside(ino);
          continue;
        }
        const last = Buffer.alloc(1, LINE_BREAK);
        if (size > 0) await file.read(last, 0, 1, size - 1);
        const lines = afterTorn(last[0], text);
        let done = 0;
        while (done < lines.length) done += (await file.write(lines, done)).bytesWritten;
        return;
      } finally {
        await file.close();
      }
    }
  }

  #appendSync(entries: readonly Entry[], reason: string): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const text = textOf(entries, reason);
    for (;;) {
      const fd = openSync(this.path, 'a+', FILE_MODE);
      try {
        const { size, ino } = fstatSync(fd);
        if (this.#isFull(size, text)) {
          this.#full.putAside(ino);
          continue;
        }
        const last = Buffer.alloc(1, LINE_BREAK);
        if (size > 0) readSync(fd, last, 0, 1, size - 1);
        const lines = afterTorn(last[0], text);
        let done = 0;
        while (done < lines.length) done += writeSync(fd, lines, done);
        return;
      } finally {
        closeSync(fd);
      }
    }
  }

  /** An empty file takes whatever there is: what is larger than a whole file is not lost for that. */
  #isFull(size: number, text: Buffer): boolean {
    return size > 0 && size + text.length > this.#maxBytes;
  }

  #deleted(files: number): void {
    this.#diagnostics.report({
      name: 'dead_letters.deleted',
      source: this.#name,
      message: `There were more full dead-letter files than are kept; the oldest ${files === 1 ? 'was' : `${files} were`} deleted.`,
    });
  }

  #succeeded(entries: readonly Entry[]): void {
    this.#written += entries.length;
    this.#failing = false;
  }

  #failedWith(entries: readonly Entry[], error: unknown): void {
    this.#failed += entries.length;
    // One report until it works again: whoever wrote counts the records.
    if (this.#failing) return;
    this.#failing = true;
    this.#diagnostics.report({
      name: 'dead_letters.failed',
      source: this.#name,
      message: 'Refused records cannot be written to the dead-letter file.',
      records: entries.length,
      error,
    });
  }
}

function textOf(entries: readonly Entry[], reason: string): Buffer {
  const time = new Date().toISOString();
  return Buffer.from(entries.map((entry) => `${deadLetter(entry, reason, time)}\n`).join(''));
}

/** A line that was torn by a full disk is ended first, so that it spoils no other. */
function afterTorn(lastByte: number | undefined, text: Buffer): Buffer {
  return lastByte === LINE_BREAK ? text : Buffer.concat([Buffer.from('\n'), text]);
}

function deadLetter(entry: Entry, reason: string, time: string): string {
  const { id, timestamp, severity, route, body } = entry;
  return JSON.stringify({
    time,
    reason,
    id,
    timestamp: Number.isFinite(timestamp) && Math.abs(timestamp) <= 8.64e15 ? new Date(timestamp).toISOString() : null,
    severity,
    ...(route !== '' && { route }),
    ...(typeof body === 'string' ? { body } : { body_base64: Buffer.from(body).toString('base64') }),
  });
}
