import { type FileHandle, open, stat } from 'node:fs/promises';
import { toWire, type WireRecord } from '@tailrace/core';
import type { Predicate } from '@tailrace/query';
import { type BytesToText, decoderFor, LineReader, type ReadEntry, type ReadOptions } from '@tailrace/readers';
import { CommandFailure } from '../command-failure.ts';
import { TimeOrder } from '../scanning/time-order.ts';
import { keepRaw } from '../sources/raw-lines.ts';
import type { Follower, FollowListener } from './follower.ts';
import { pause } from './pause.ts';

/** A file is looked at this often: watching by events misses changes on network disks and in containers. */
const LOOK_MILLIS = 250;
/** After so many looks without anything new, a record that might still go on is taken for whole. */
const LOOKS_TO_SETTLE = 2;
const LOOK_BACK_BYTES = 1 << 20;
const CHUNK_BYTES = 1 << 16;
const HEAD_BYTES = 4;
/** By its first bytes a file is known again, and one that was cut and written anew is not. */
const FACE_BYTES = 256;
/** What the name stood for before is forgotten after so many. */
const OLD_FACES = 8;
/** A shorter beginning is too common to tell a copy by. */
const SHORTEST_FACE_BYTES = 32;

/** Follows a file by its name, across rotation and truncation. */
export class FileFollower implements Follower {
  readonly name: string;
  readonly #matches: Predicate;
  readonly #options: ReadOptions;
  #reader: LineReader;
  #decoder: BytesToText | undefined;
  #handle: FileHandle | undefined;
  #inode = 0;
  #device = 0;
  #face: Buffer = Buffer.alloc(0);
  /** Faces of what the name stood for before. */
  readonly #oldFaces: Buffer[] = [];
  readonly #isNew: boolean;
  #offset = 0;
  /** Whether the next text begins within a line, which is then left out. */
  #withinLine = false;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);

  /** @param isNew - Whether it is known to have come just now, and needs no word about it. */
  constructor(path: string, matches: Predicate, options: ReadOptions, isNew = false) {
    this.name = path;
    this.#isNew = isNew;
    this.#matches = matches;
    this.#options = options;
    this.#reader = new LineReader(options);
  }

  /** What tells the file from every other on this machine. */
  get identity(): string {
    return `${this.#device}:${this.#inode}`;
  }

  /** Whether a file begins as this one does, or did before it was cut. */
  async isCopy(path: string): Promise<boolean> {
    const handle = await open(path, 'r').catch(() => undefined);
    if (handle === undefined) return false;
    try {
      const face = await faceOf(handle);
      return [this.#face, ...this.#oldFaces].some(
        (own) => own.length >= SHORTEST_FACE_BYTES && face.subarray(0, own.length).equals(own),
      );
    } finally {
      await handle.close();
    }
  }

  async last(count: number, from?: number): Promise<readonly WireRecord[]> {
    if (!(await this.#open()) || this.#handle === undefined) return [];
    const { size } = await this.#handle.stat();
    if (from === undefined) {
      this.#offset = Math.max(0, size - LOOK_BACK_BYTES);
      this.#withinLine = this.#offset > 0;
    } else {
      // A line begins there.
      this.#offset = (await (await TimeOrder.of(this.#handle, size))?.startOf(from)) ?? 0;
    }
    const records: WireRecord[] = [];
    const keep = (record: WireRecord): void => {
      if (from !== undefined && Date.parse(record.timestamp) < from) return;
      records.push(record);
      if (from === undefined && records.length > 2 * count) records.splice(0, records.length - count);
    };
    await this.#readOn(keep);
    for (const entry of this.#reader.settle()) await this.#take(entry, keep);
    if (from !== undefined) return records;
    return count === 0 ? [] : records.slice(-count);
  }

  async follow(listener: FollowListener, signal: AbortSignal): Promise<void> {
    const print = (record: WireRecord): Promise<void> | undefined => listener.record(record);
    let quiet = 0;
    if (this.#handle === undefined && this.#isNew) await this.#open();
    if (this.#handle === undefined) listener.notice(`${this.name} is not there yet.`);
    while (!signal.aborted) {
      await this.#checkCut(listener, print);
      const grew = await this.#readOn(print);
      quiet = grew ? 0 : quiet + 1;
      if (quiet === LOOKS_TO_SETTLE) for (const entry of this.#reader.settle()) await this.#take(entry, print);
      await this.#checkName(listener, print);
      await listener.idle();
      await pause(LOOK_MILLIS, signal);
    }
    await this.#end(print);
    await listener.idle();
    await this.#handle?.close();
  }

  /** Looks whether the open file was cut, before more of it is read: it is then read from its start. */
  async #checkCut(listener: FollowListener, print: (record: WireRecord) => Promise<void> | undefined): Promise<void> {
    if (this.#handle === undefined) return;
    const { size } = await this.#handle.stat();
    if (size >= this.#offset && (await this.#keepsFace(this.#handle))) return;
    listener.notice(`${this.name} was truncated; it is read from its start.`);
    await this.#endPart(print);
    await this.#newFace(this.#handle);
    this.#offset = 0;
  }

  /** Looks whether the name still stands for the open file. */
  async #checkName(listener: FollowListener, print: (record: WireRecord) => Promise<void> | undefined): Promise<void> {
    const found = await stat(this.name).catch(() => undefined);
    if (this.#handle === undefined) {
      if (found !== undefined && (await this.#open())) listener.notice(`${this.name} is there now.`);
      return;
    }
    if (found !== undefined && found.ino === this.#inode) return;
    if (found === undefined) return;
    // What was written to the old file before the new one appeared is read first.
    while (await this.#readOn(print));
    await this.#endPart(print);
    await this.#handle.close();
    this.#handle = undefined;
    if (await this.#open()) listener.notice(`${this.name} was rotated.`);
  }

  async #endPart(print: (record: WireRecord) => Promise<void> | undefined): Promise<void> {
    await this.#end(print);
    this.#reader = new LineReader(this.#options);
    this.#decoder = undefined;
  }

  /** Takes the last line as it is. */
  async #end(print: (record: WireRecord) => Promise<void> | undefined): Promise<void> {
    const rest = this.#decoder?.decode() ?? '';
    for (const entry of this.#withinLine ? [] : this.#reader.push(rest)) await this.#take(entry, print);
    for (const entry of this.#reader.end()) await this.#take(entry, print);
  }

  async #open(): Promise<boolean> {
    try {
      this.#handle = await open(this.name, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw new CommandFailure('failed', `${this.name}: ${(error as Error).message}`);
    }
    const { ino, dev } = await this.#handle.stat();
    this.#inode = ino;
    this.#device = dev;
    await this.#newFace(this.#handle);
    this.#offset = 0;
    this.#withinLine = false;
    this.#decoder = undefined;
    return true;
  }

  async #newFace(handle: FileHandle): Promise<void> {
    if (this.#face.length > 0) this.#oldFaces.push(this.#face);
    if (this.#oldFaces.length > OLD_FACES) this.#oldFaces.shift();
    this.#face = await faceOf(handle);
  }

  /** Whether the file begins as it did: one that was cut and grew again between two looks is not shorter. */
  async #keepsFace(handle: FileHandle): Promise<boolean> {
    const face = await faceOf(handle);
    const keeps = face.length >= this.#face.length && face.subarray(0, this.#face.length).equals(this.#face);
    if (keeps) this.#face = face;
    return keeps;
  }

  /** Reads to the file's end; answers whether there was anything. */
  async #readOn(print: (record: WireRecord) => Promise<void> | undefined | void): Promise<boolean> {
    let any = false;
    while (this.#handle !== undefined) {
      const { bytesRead } = await this.#handle.read(this.#buffer, 0, CHUNK_BYTES, this.#offset);
      if (bytesRead === 0) break;
      // Where it was cut since it was looked at, these bytes are from the middle of other lines.
      if (!(await this.#keepsFace(this.#handle))) break;
      any = true;
      this.#offset += bytesRead;
      this.#decoder ??= await this.#decoderOf(this.#handle);
      let text = this.#decoder.decode(this.#buffer.subarray(0, bytesRead), { stream: true });
      if (this.#withinLine) {
        const end = text.indexOf('\n');
        if (end === -1) continue;
        text = text.slice(end + 1);
        this.#withinLine = false;
      }
      for (const entry of this.#reader.push(text)) await this.#take(entry, print);
    }
    return any;
  }

  /** What a file is written in shows at its beginning, wherever it is read from. */
  async #decoderOf(handle: FileHandle): Promise<BytesToText> {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    return decoderFor(head.subarray(0, bytesRead), this.#options.byteFormats);
  }

  async #take(
    { record, raw }: ReadEntry,
    print: (record: WireRecord) => Promise<void> | undefined | void,
  ): Promise<void> {
    const wire = toWire(record);
    if (!this.#matches(wire)) return;
    keepRaw(wire, raw);
    await print(wire);
  }
}

async function faceOf(handle: FileHandle): Promise<Buffer> {
  const bytes = Buffer.alloc(FACE_BYTES);
  const { bytesRead } = await handle.read(bytes, 0, FACE_BYTES, 0);
  return bytes.subarray(0, bytesRead);
}
