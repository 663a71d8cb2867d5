import { type FileHandle, open } from 'node:fs/promises';
import { toWire, type WireRecord } from '@tailrace/core';
import { compilePredicate } from '@tailrace/query';
import {
  damageIn,
  inflate,
  readBatches,
  type ReadOptions,
  type RecordReading,
  type ReadEntry,
} from '@tailrace/readers';
import { recordsOfFile, recordsOfStream } from '../scanning/file-records.ts';
import type { HandOver } from '../scanning/hand-over.ts';
import { type Chunk, fileChunks, streamChunks } from '../scanning/line-blocks.ts';
import { newestRecords } from '../scanning/newest-records.ts';
import type { Additions } from '../scanning/own-record.ts';
import type { Wanted } from '../scanning/scan-own-lines.ts';
import type { Notices } from '../terminal/notices.ts';
import { keepRaw } from './raw-lines.ts';
import type { Question, Source, StreamOptions } from './source.ts';

/** What lines of our own begin with: such files are searched without parsing most of them. */
const OWN_BEGINNING = Buffer.from('{"id":"');
const DEFAULT_LINE_LENGTH = 1_048_576;

/** A log file, or standard input as `-`. */
export class FileSource implements Source {
  readonly name: string;
  readonly ownOrder = true;
  readonly #options: ReadOptions;
  readonly #notices: Notices;
  #problem: string | undefined;

  constructor(path: string, options: ReadOptions, notices: Notices) {
    this.name = path;
    this.#options = options;
    this.#notices = notices;
  }

  async *stream(question: Question, { signal }: StreamOptions): AsyncGenerator<readonly WireRecord[]> {
    for await (const found of this.#records(question)) {
      if (signal.aborted) return;
      if (found.length > 0) yield found;
    }
    if (this.#problem !== undefined) this.#notices.warn(`${this.name} ends early: ${this.#problem}`);
  }

  async newest(question: Question, { limit }: StreamOptions): Promise<readonly WireRecord[] | undefined> {
    if (this.name === '-' || limit === undefined || !this.#mayBeOwn) return undefined;
    const handle = await openFile(this.name);
    if (handle === undefined) return undefined;
    try {
      return await newestRecords(handle, this.#wanted(question), limit);
    } finally {
      await handle.close();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Whether the options leave it open that lines are our own. */
  get #mayBeOwn(): boolean {
    return this.#options.format === undefined || this.#options.format === 'tailrace';
  }

  async *#records(question: Question): AsyncGenerator<readonly WireRecord[]> {
    const wanted = this.#wanted(question);
    const readOn = ({ bytes, position }: HandOver): AsyncGenerator<readonly WireRecord[]> =>
      this.#read(readBatches(bytes, this.#options, position), question);
    if (this.name === '-') {
      yield* recordsOfStream(streamChunks(this.#inflated(process.stdin)), wanted, readOn, Date.now());
      return;
    }
    const handle = this.#mayBeOwn ? await openFile(this.name) : undefined;
    if (handle === undefined) {
      yield* this.#read(readBatches(this.name, this.#options), question);
      return;
    }
    try {
      const head = Buffer.alloc(OWN_BEGINNING.length);
      await handle.read(head, 0, head.length, 0);
      if (head.equals(OWN_BEGINNING)) yield* recordsOfFile(handle, wanted, readOn);
      else if (isCompressed(head)) {
        const { mtimeMs } = await handle.stat();
        const inflated = streamChunks(this.#inflated(bytesOf(fileChunks(handle, 0, Number.POSITIVE_INFINITY))));
        yield* recordsOfStream(inflated, wanted, readOn, Math.floor(mtimeMs));
      } else yield* this.#read(readBatches(this.name, this.#options), question);
    } finally {
      await handle.close();
    }
  }

  /** What is wanted of what the readers read. */
  async *#read(
    reading: RecordReading<readonly ReadEntry[]>,
    { query, from, to }: Question,
  ): AsyncGenerator<readonly WireRecord[]> {
    const matches = compilePredicate(query.filter);
    for await (const entries of reading) {
      const found: WireRecord[] = [];
      for (const { record, raw } of entries) {
        if ((from !== undefined && record.timestamp < from) || (to !== undefined && record.timestamp >= to)) continue;
        const wire = toWire(record);
        if (!matches(wire)) continue;
        keepRaw(wire, raw);
        found.push(wire);
      }
      yield found;
    }
    this.#problem ??= reading.report().problem;
  }

  /** Ends at damage that decompression finds: what came before it is good. */
  async *#inflated(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of inflate(bytes)) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
    } catch (error) {
      this.#problem = damageIn(error);
      if (this.#problem === undefined) throw error;
    }
  }

  #wanted({ query, from, to }: Question): Wanted {
    return {
      filter: query.filter,
      added: additionsOf(this.#options),
      maxLineLength: this.#options.maxLineLength ?? DEFAULT_LINE_LENGTH,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
  }
}

/** A file that is open; `undefined` where it cannot be, which the readers say better. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  const info = await handle.stat();
  if (info.isFile()) return handle;
  await handle.close();
  return undefined;
}

function isCompressed(head: Buffer): boolean {
  return (head[0] === 0x1f && head[1] === 0x8b) || head.readUInt32LE(0) === 0xfd2fb528;
}

async function* bytesOf(chunks: AsyncIterable<Chunk>): AsyncGenerator<Uint8Array> {
  // What is inflated may be held while the buffer is filled anew.
  for await (const { buffer, start, end } of chunks) yield Buffer.from(buffer.subarray(start, end));
}

function additionsOf({ service, host, attributes }: ReadOptions): Additions {
  const names = Object.keys(attributes ?? {});
  return {
    fields: [...(service === undefined ? [] : ['service']), ...(host === undefined ? [] : ['host'])],
    attributes: names,
    ...(service !== undefined && { service }),
    ...(host !== undefined && { host }),
    ...(names.length > 0 && attributes !== undefined && { values: attributes }),
  };
}
