import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import type { RestoreProgress } from '@tailrace/store';
import type { Segment } from '../catalog.ts';
import { withFullDiskNamed } from '../disk-full.ts';
import { dayOf } from '../layout.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { keysOf } from './archived-segments.ts';

/** What a question asks of the archive. */
export interface FetchRequest {
  readonly signal?: AbortSignal | undefined;
  readonly onRestore?: ((progress: RestoreProgress) => void) | undefined;
  /** Bytes that the same question was lent before. */
  readonly bytesBefore?: number;
}

/** Archived segments that are on this disk now, until they are released. */
export interface Lent {
  readonly segments: readonly Segment[];
  /** Bytes that were not here before. */
  readonly fetchedBytes: number;
  release(): void;
}

interface Cached {
  readonly segment: Segment;
  readonly bytes: number;
  lent: number;
}

/** Fetches archived segments into a folder of bounded size, each once however many questions want it. */
export class FetchedSegments {
  readonly #folder: string;
  readonly #objects: ObjectStore;
  readonly #maxBytes: number;
  readonly #onDamaged: (segment: Segment, file: string, reason: string) => void;
  /** By the archived segment's path, the one used last at the end. */
  readonly #cached = new Map<string, Cached>();
  readonly #underWay = new Map<string, Promise<Cached | undefined>>();
  #bytes = 0;

  constructor(
    folder: string,
    objects: ObjectStore,
    maxBytes: number,
    onDamaged: (segment: Segment, file: string, reason: string) => void,
  ) {
    this.#folder = folder;
    this.#objects = objects;
    this.#maxBytes = maxBytes;
    this.#onDamaged = onDamaged;
  }

  /**
   * Fetches what is not here. Damaged and missing ones are told and left out.
   *
   * Rejects with `TAILRACE_QUERY_LIMIT` where they are more than may be here, before any is fetched.
   */
  async lend(segments: readonly Segment[], { signal, onRestore, bytesBefore = 0 }: FetchRequest): Promise<Lent> {
    const totalBytes = segments.reduce((sum, { summary }) => sum + summary.bytes, 0);
    if (totalBytes + bytesBefore > this.#maxBytes)
      throw tooMuch(segments, totalBytes + bytesBefore, this.#maxBytes, this.#objects.name);
    const lent: Cached[] = [];
    const release = () => {
      for (const one of lent.splice(0)) one.lent -= 1;
    };
    let bytes = 0;
    let fetchedBytes = 0;
    try {
      for (const [index, segment] of segments.entries()) {
        if (signal?.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
        if (!this.#cached.has(segment.parquet)) fetchedBytes += segment.summary.bytes;
        const one = await this.#have(segment);
        if (one !== undefined) {
          one.lent += 1;
          lent.push(one);
        }
        bytes += segment.summary.bytes;
        onRestore?.({ segments: index + 1, totalSegments: segments.length, bytes, totalBytes });
      }
    } catch (error) {
      release();
      throw error;
    }
    return { segments: lent.map(({ segment }) => segment), fetchedBytes, release };
  }

  /** Empties the folder. */
  async clear(): Promise<void> {
    this.#cached.clear();
    this.#bytes = 0;
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Forgets a segment that is not in the archive any more. */
  async forget({ parquet }: Segment): Promise<void> {
    const one = this.#cached.get(parquet);
    if (one !== undefined && one.lent === 0) await this.#drop(parquet, one);
  }

  #have(segment: Segment): Promise<Cached | undefined> {
    const cached = this.#cached.get(segment.parquet);
    if (cached !== undefined) {
      this.#cached.delete(segment.parquet);
      this.#cached.set(segment.parquet, cached);
      return Promise.resolve(cached);
    }
    const underWay = this.#underWay.get(segment.parquet);
    if (underWay !== undefined) return underWay;
    const fetching = this.#fetch(segment).finally(() => this.#underWay.delete(segment.parquet));
    this.#underWay.set(segment.parquet, fetching);
    return fetching;
  }

  /** Others may wait for the same segment, so one question's end does not end this. */
  async #fetch(segment: Segment): Promise<Cached | undefined> {
    const { summary } = segment;
    const key = keysOf(segment).parquet;
    const content = await this.#objects.get(key);
    if (content === undefined || content.length !== summary.bytes || crc32(content) !== summary.checksum) {
      const reason = content === undefined ? 'It is missing in the archive.' : 'It is damaged in the archive.';
      this.#onDamaged(segment, `${this.#objects.name}/${key}`, reason);
      return undefined;
    }
    await this.#makeRoom(summary.bytes);
    const path = join(this.#folder, basename(segment.parquet));
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.tmp`, content, { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    } catch (error) {
      await rm(`${path}.tmp`, { force: true }).catch(() => undefined);
      const words = `There is no room in ${this.#folder} for ${daysOf([segment])} from the archive ${this.#objects.name}: make room, or narrow the time.`;
      throw withFullDiskNamed(error, words);
    }
    const cached: Cached = { segment: { ...segment, parquet: path }, bytes: summary.bytes, lent: 0 };
    this.#cached.set(segment.parquet, cached);
    this.#bytes += summary.bytes;
    return cached;
  }

  /** Drops what was not used for the longest time; what is lent stays, even where that is too much for a moment. */
  async #makeRoom(bytes: number): Promise<void> {
    for (const [parquet, one] of this.#cached) {
      if (this.#bytes + bytes <= this.#maxBytes) return;
      if (one.lent === 0) await this.#drop(parquet, one);
    }
  }

  async #drop(parquet: string, one: Cached): Promise<void> {
    this.#cached.delete(parquet);
    this.#bytes -= one.bytes;
    await rm(one.segment.parquet, { force: true });
  }
}

/** The days that segments are of, in words. */
export function daysOf(segments: readonly Segment[]): string {
  const first = dayOf(segments.reduce((least, { summary }) => Math.min(least, summary.minTime), LATEST));
  const last = dayOf(segments.reduce((most, { summary }) => Math.max(most, summary.maxTime), -LATEST));
  return first === last ? first : `${first} to ${last}`;
}

const LATEST = 8.64e15;

function tooMuch(segments: readonly Segment[], bytes: number, most: number, archive: string): TailraceError {
  const mega = (amount: number) => `${Math.ceil(amount / 1e6).toLocaleString('en-US')} MB`;
  return new TailraceError(
    'TAILRACE_QUERY_LIMIT',
    `The query needs ${segments.length} segments of ${daysOf(segments)} from the archive ${archive}, ${mega(bytes)}, where ${mega(most)} may be fetched: narrow the time, or raise the archive's cacheBytes.`,
  );
}
