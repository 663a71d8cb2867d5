import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, join, relative } from 'node:path';
import type { Bloom } from './bloom.ts';
import { type Layout, listSegmentFiles, rangeOfSegment, segmentStem, type SequenceRange } from './layout.ts';
import { readIndex, type SegmentSummary } from './segment-index.ts';

/** A segment that is served. */
export interface Segment {
  readonly summary: SegmentSummary;
  readonly parquet: string;
  readonly index: string;
  readonly indexBytes: number;
}

/** A file that is not served, and why. */
export interface Damage {
  readonly file: string;
  readonly reason: string;
  readonly records?: number;
}

/** A segment file as it was found, before it is known whether it can be served. */
export type Found =
  | { readonly type: 'segment'; readonly segment: Segment }
  /** The Parquet file is there, its index is not or is damaged. */
  | {
      readonly type: 'unindexed';
      readonly range: SequenceRange;
      readonly parquet: string;
      readonly index: string;
      readonly modifiedAt: number;
    }
  | {
      readonly type: 'damaged';
      readonly parquet: string;
      readonly index: string;
      readonly reason: string;
      readonly records: number;
    }
  /** An index without its Parquet file. */
  | { readonly type: 'index-only'; readonly range: SequenceRange; readonly index: string };

type Known = Pick<Segment, 'summary' | 'indexBytes'>;

const VERSION = 2;

/** Bloom filters held in memory, in bytes: those of some 60 million records, or a sixteenth of a small machine. */
const BLOOM_CACHE_BYTES = Math.min(256 * 1024 * 1024, Math.floor(totalmem() / 16));

/** The segments of a store, and their bloom filters as far as memory allows. */
export class Catalog {
  readonly #layout: Layout;
  readonly #segments = new Map<string, Segment>();
  readonly #blooms = new Map<string, Bloom | undefined>();
  #bloomBytes = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  get segments(): readonly Segment[] {
    return [...this.#segments.values()];
  }

  get size(): number {
    return this.#segments.size;
  }

  /** The segments by the path of their Parquet file. */
  get byPath(): ReadonlyMap<string, Segment> {
    return this.#segments;
  }

  add(segment: Segment): void {
    this.#segments.set(segment.parquet, segment);
  }

  remove(segment: Segment): void {
    this.#segments.delete(segment.parquet);
    this.#forget(segment.parquet);
  }

  /** Takes what is there now in the place of everything known; filters of segments that stay are kept. */
  replace(segments: readonly Segment[]): void {
    this.#segments.clear();
    for (const segment of segments) this.add(segment);
    for (const parquet of this.#blooms.keys()) if (!this.#segments.has(parquet)) this.#forget(parquet);
  }

  /** The filter of a segment; undefined where its index cannot be read, which means that anything may be in it. */
  async bloomOf(segment: Segment): Promise<Bloom | undefined> {
    const known = this.#blooms.get(segment.parquet);
    if (known !== undefined || this.#blooms.has(segment.parquet)) return known;
    const bloom = (await readIndex(segment.index))?.bloom;
    this.#forget(segment.parquet);
    if (this.#makeRoom(segment, bloom?.bytes.length ?? 0)) {
      this.#blooms.set(segment.parquet, bloom);
      this.#bloomBytes += bloom?.bytes.length ?? 0;
    }
    return bloom;
  }

  /**
   * Lets go of filters of older segments. A question goes through all of them in order, so that the one used longest ago
   * is the next that is needed; the newest segments are asked most.
   */
  #makeRoom(segment: Segment, bytes: number): boolean {
    while (this.#bloomBytes + bytes > BLOOM_CACHE_BYTES) {
      let oldest = segment;
      for (const parquet of this.#blooms.keys()) {
        const held = this.#segments.get(parquet);
        // An archived one is not here; it is asked seldom.
        if (held === undefined) {
          this.#forget(parquet);
          continue;
        }
        if (held.summary.maxTime < oldest.summary.maxTime) oldest = held;
      }
      if (this.#bloomBytes + bytes <= BLOOM_CACHE_BYTES) return true;
      if (oldest === segment) return false;
      this.#forget(oldest.parquet);
    }
    return true;
  }

  /** Writes `catalog.json`, which only makes the next start faster: everything in it is in the index files too. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const segments = this.segments.map(({ summary, parquet, indexBytes }) => ({
        file: relative(this.#layout.root, parquet),
        indexBytes,
        summary,
      }));
      const temporary = `${this.#layout.catalog}.tmp`;
      await writeFile(temporary, JSON.stringify({ version: VERSION, segments }));
      await rename(temporary, this.#layout.catalog);
    });
    const done = this.#saving;
    this.#saving = done.catch(() => undefined);
    return done;
  }

  #forget(parquet: string): void {
    this.#bloomBytes -= this.#blooms.get(parquet)?.bytes.length ?? 0;
    this.#blooms.delete(parquet);
  }
}

/**
 * Looks at every file under `seg/`.
 *
 * @param known - Segments that were looked at before: they never change, so they are taken as they are.
 */
export async function scanSegments(layout: Layout, known: ReadonlyMap<string, Segment> = new Map()): Promise<Found[]> {
  const files = await listSegmentFiles(layout);
  const hasNew = files.some(({ folder, name }) => name.endsWith('.parquet') && !known.has(join(folder, name)));
  const cached = hasNew ? await readCatalog(layout) : new Map<string, Known>();
  const names = new Set(files.map(({ folder, name }) => join(folder, name)));
  const found: Found[] = [];
  for (const { folder, name } of files) {
    const range = rangeOfSegment(name);
    if (range === undefined) continue;
    const parquet = join(folder, `${segmentStem(range)}.parquet`);
    const index = join(folder, `${segmentStem(range)}.idx`);
    const before = known.get(parquet);
    if (name.endsWith('.idx')) {
      if (!names.has(parquet)) found.push({ type: 'index-only', range, index });
    } else if (before !== undefined) found.push({ type: 'segment', segment: before });
    else {
      const one = await look(layout, cached, range, parquet, index, names.has(index));
      if (one !== undefined) found.push(one);
    }
  }
  return found;
}

async function look(
  layout: Layout,
  cached: ReadonlyMap<string, Known>,
  range: SequenceRange,
  parquet: string,
  index: string,
  hasIndex: boolean,
): Promise<Found | undefined> {
  const file = await stat(parquet).catch(() => undefined);
  // Gone since the folder was listed: merged or expired.
  if (file === undefined) return undefined;
  const known = hasIndex ? (cached.get(relative(layout.root, parquet)) ?? (await indexOf(index))) : undefined;
  if (known === undefined) return { type: 'unindexed', range, parquet, index, modifiedAt: file.mtimeMs };
  const { summary, indexBytes } = known;
  if (summary.bytes !== file.size) {
    const reason = `It has ${file.size} bytes where ${summary.bytes} were written.`;
    return { type: 'damaged', parquet, index, reason, records: summary.records };
  }
  return { type: 'segment', segment: { summary, parquet, index, indexBytes } };
}

async function indexOf(path: string): Promise<Known | undefined> {
  const read = await readIndex(path);
  return read === undefined ? undefined : { summary: read.summary, indexBytes: read.bytes };
}

async function readCatalog(layout: Layout): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  try {
    const catalog = JSON.parse(await readFile(layout.catalog, 'utf8')) as {
      version: number;
      segments: { file: string; indexBytes: number; summary: SegmentSummary }[];
    };
    if (catalog.version !== VERSION) return known;
    for (const { file, indexBytes, summary } of catalog.segments) known.set(file, { summary, indexBytes });
  } catch {
    // Absent or damaged: everything is read from the index files.
  }
  return known;
}

/** Splits segments into those that are served and those that a merged one covers, or one written anew. */
export function withoutCovered(segments: readonly Segment[]): { served: Segment[]; covered: Segment[] } {
  const byFirst = [...segments].sort(
    ({ summary: a }, { summary: b }) =>
      a.first - b.first || b.last - a.last || (b.generation ?? 0) - (a.generation ?? 0),
  );
  const served: Segment[] = [];
  const covered: Segment[] = [];
  let reached = -1;
  for (const segment of byFirst) {
    if (segment.summary.last <= reached) covered.push(segment);
    else {
      served.push(segment);
      reached = segment.summary.last;
    }
  }
  return { served, covered };
}

/** Whether a write-ahead file is in a segment already. */
export function isCovered(segments: readonly Segment[], sequence: number): boolean {
  return segments.some(({ summary }) => sequence >= summary.first && sequence <= summary.last);
}

/** A path below a store's folder as people and reports name it. */
export function shownPath(layout: Layout, path: string): string {
  const shown = relative(layout.root, path);
  return shown.startsWith('..') ? basename(path) : shown.replaceAll('\\', '/');
}
