import type { LogRecord } from '@tailrace/core';
import { SAMPLE_LINES } from './format-chooser.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import { type ReadOptions, type ReadSettings, readSettings } from './read-options.ts';
import { type ReadEntry, RecordAssembler } from './record-assembler.ts';
import { damageIn, decodeText, type LogSource, openSource } from './source-text.ts';

/** What a reading did so far: every line is in one record. */
export interface ReadReport {
  readonly lines: number;
  readonly records: number;
  /** Records by the format that read them. */
  readonly formats: Readonly<Record<string, number>>;
  /** Lines that were too long and were cut. */
  readonly cutLines: number;
  /** Why the source ended early, a damaged gzip file for example; what stood before was read. */
  readonly problem?: string;
}

/** A source that is being read, once; `report()` tells how far it came. */
export interface RecordReading<T> extends AsyncIterable<T> {
  report(): ReadReport;
}

/**
 * Reads a file or a stream of log lines as records, finding the format by looking.
 *
 * Gzip (and zstd where Node has it) is inflated. Lines that belong to a record's stack trace or message are joined to
 * it, and no line is left out. Ids are the same whenever the same source is read again, so that importing it twice
 * gives duplicates. A source that ends early (a damaged gzip file) gives what could be read, and the report says why.
 *
 * @param source - A path, or text or bytes as they come.
 * @throws TailraceError `TAILRACE_BAD_OPTION`, `TAILRACE_UNKNOWN_OPTION` at once; `TAILRACE_SOURCE_UNREADABLE` while
 *   iterating.
 * @example
 * for await (const record of readRecords('/var/log/auth.log', { timeZone: 'Europe/Berlin' })) {
 *   console.log(record.level, record.message);
 * }
 */
export function readRecords(source: LogSource, options: ReadOptions = {}): RecordReading<LogRecord> {
  const batches = readBatches(source, options);
  return {
    report: () => batches.report(),
    async *[Symbol.asyncIterator]() {
      for await (const batch of batches) for (const entry of batch) yield entry.record;
    },
  };
}

/** Where a reading goes on that was begun elsewhere. */
export interface ReadPosition {
  /** Lines before this place; each was a whole record of Tailrace's own. */
  readonly lines: number;
  /** The source's first lines, by which its format is found; by those that are read where absent. */
  readonly sample?: readonly string[];
  /** Epoch milliseconds of the source's last change. */
  readonly lastChange: number;
}

/**
 * Reads like {@link readRecords}, with each record's raw lines, many records at a time as they become known.
 *
 * @param position - Where the source's beginning was read elsewhere and it is to be read on from there.
 */
export function readBatches(
  source: LogSource,
  options: ReadOptions = {},
  position?: ReadPosition,
): RecordReading<readonly ReadEntry[]> {
  return new BatchReading(source, readSettings(options), position);
}

class BatchReading implements RecordReading<readonly ReadEntry[]> {
  readonly #source: LogSource;
  readonly #settings: ReadSettings;
  readonly #formats = new Map<string, number>();
  #lines = 0;
  #records = 0;
  #cutLines = 0;
  readonly #position: ReadPosition | undefined;
  #problem: string | undefined;

  constructor(source: LogSource, settings: ReadSettings, position?: ReadPosition) {
    this.#source = source;
    this.#settings = settings;
    this.#position = position;
    // Throws for options that cannot be, before anything is read.
    void new RecordAssembler(settings, 0);
  }

  report(): ReadReport {
    return {
      lines: this.#lines,
      records: this.#records,
      formats: Object.fromEntries([...this.#formats].sort((a, b) => b[1] - a[1])),
      cutLines: this.#cutLines,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly ReadEntry[]> {
    const { lastChange, chunks } = await openSource(this.#source, Date.now());
    const position = this.#position;
    const assembler = new RecordAssembler(this.#settings, position?.lastChange ?? lastChange);
    if (position !== undefined) {
      if (position.sample !== undefined) assembler.learn(position.sample.map((text) => ({ text, cut: 0 })));
      assembler.pass(position.lines);
    }
    const splitter = new LineSplitter(this.#settings.maxLineLength);
    let learnt = position?.sample !== undefined;
    for await (const text of this.#surviving(decodeText(chunks, this.#settings.byteFormats))) {
      const lines = splitter.push(text);
      if (lines.length === 0) continue;
      if (!learnt) assembler.learn(lines.slice(0, SAMPLE_LINES));
      learnt = true;
      const entries = this.#assemble(assembler, lines);
      if (entries.length > 0) yield entries;
    }
    const last = splitter.flush();
    if (last !== undefined && !learnt) assembler.learn([last]);
    const entries = this.#assemble(assembler, last === undefined ? [] : [last]);
    for (const entry of [...assembler.end(), ...assembler.takeFurther()]) entries.push(this.#count(entry));
    if (entries.length > 0) yield entries;
  }

  #assemble(assembler: RecordAssembler, lines: readonly Line[]): ReadEntry[] {
    const entries: ReadEntry[] = [];
    for (const line of lines) {
      this.#lines += 1;
      if (line.cut > 0) this.#cutLines += 1;
      const entry = assembler.push(line);
      if (entry === undefined) continue;
      entries.push(this.#count(entry));
      for (const further of assembler.takeFurther()) entries.push(this.#count(further));
    }
    return entries;
  }

  #count(entry: ReadEntry): ReadEntry {
    this.#records += 1;
    this.#formats.set(entry.format, (this.#formats.get(entry.format) ?? 0) + 1);
    return entry;
  }

  /** Ends at damage that decompression finds, instead of failing: what came before it is good. */
  async *#surviving(texts: AsyncIterable<string>): AsyncGenerator<string> {
    try {
      yield* texts;
    } catch (error) {
      this.#problem = damageIn(error);
      if (this.#problem === undefined) throw error;
    }
  }
}
