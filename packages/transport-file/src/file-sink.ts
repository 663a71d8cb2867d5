import type { Batch, Entry, Outcome, Sink, SinkTraits } from '@tailrace/delivery';
import { LogFile, type LogFileOptions } from './log-file.ts';

const LINE_BREAK = Buffer.from('\n');

/** Writes entries to a file, a line each. */
export class FileSink implements Sink {
  readonly traits: SinkTraits = { ordered: true, repeats: 'possible', keeps: true };
  readonly destination: string;
  readonly #file: LogFile;
  readonly #fsync: boolean;
  /** Bytes that entries have in the file already, of a write that failed before its end: not to be written again. */
  readonly #written = new Map<string, number>();
  /** The entry whose line was torn. */
  #torn: string | undefined;

  constructor(options: LogFileOptions & { readonly fsync: boolean }) {
    this.destination = options.path;
    this.#file = new LogFile(options);
    this.#fsync = options.fsync;
  }

  async send({ entries }: Batch): Promise<Outcome> {
    this.#write(entries);
    if (this.#fsync) {
      try {
        await this.#file.sync();
      } catch (error) {
        this.#remember(entries, Number.POSITIVE_INFINITY);
        throw error;
      }
    }
    return { status: 'delivered' };
  }

  sendSync(entries: readonly Entry[]): void {
    this.#write(entries);
    if (this.#fsync) this.#file.syncSync();
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }

  #write(entries: readonly Entry[]): void {
    this.#file.open();
    const bytes = this.#linesOf(entries);
    let done = 0;
    try {
      while (done < bytes.length) done += this.#file.append(bytes, done);
    } catch (error) {
      this.#remember(entries, done);
      this.#file.close();
      throw error;
    }
    if (this.#written.size > 0) for (const { id } of entries) this.#written.delete(id);
    if (bytes.length > 0) this.#torn = undefined;
  }

  #linesOf(entries: readonly Entry[]): Uint8Array {
    if (this.#written.size > 0 || this.#torn !== undefined) return this.#restOf(entries);
    if (entries.some(({ body }) => typeof body !== 'string')) return Buffer.concat(entries.map(lineOf));
    let text = '';
    for (const { body } of entries) text += `${body as string}\n`;
    return Buffer.from(text);
  }

  /** The lines without what an earlier write has brought into the file. */
  #restOf(entries: readonly Entry[]): Uint8Array {
    const lines = entries.map((entry) => lineOf(entry).subarray(this.#written.get(entry.id) ?? 0));
    if (this.#leavesTorn(entries)) lines.unshift(LINE_BREAK);
    return Buffer.concat(lines);
  }

  /** Whether the torn line's entry does not come next: then the line is ended, so that it spoils no other. */
  #leavesTorn(entries: readonly Entry[]): boolean {
    if (this.#torn === undefined) return false;
    const next = entries.find((entry) => (this.#written.get(entry.id) ?? 0) < lineOf(entry).length);
    return next !== undefined && next.id !== this.#torn;
  }

  #remember(entries: readonly Entry[], done: number): void {
    if (done === 0) return;
    let left = this.#leavesTorn(entries) ? done - LINE_BREAK.length : done;
    this.#torn = undefined;
    for (const entry of entries) {
      const before = this.#written.get(entry.id) ?? 0;
      const missing = lineOf(entry).length - before;
      const taken = Math.min(left, missing);
      this.#written.set(entry.id, before + taken);
      left -= taken;
      if (taken === missing) continue;
      if (before + taken > 0) this.#torn = entry.id;
      break;
    }
  }
}

function lineOf({ body }: Entry): Buffer {
  return typeof body === 'string' ? Buffer.from(`${body}\n`) : Buffer.concat([body, LINE_BREAK]);
}
