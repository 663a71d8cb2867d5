import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Catalog, type Segment } from '../catalog.ts';
import { type Layout, namesIn, rangeOfSegment, segmentStem } from '../layout.ts';
import { readIndex } from '../segment-index.ts';

/** Where a store's archive is, as it stands in its folder. */
export interface ArchiveFile {
  readonly id: string;
  /** As people name it. */
  readonly name: string;
  /** By which it can be opened, where it has an address. */
  readonly address?: string;
}

/** Reads where a store's archive is; undefined where it has none. */
export async function readArchiveFile(layout: Layout): Promise<ArchiveFile | undefined> {
  try {
    return JSON.parse(await readFile(archiveFilePath(layout), 'utf8')) as ArchiveFile;
  } catch {
    return undefined;
  }
}

export function archiveFilePath(layout: Layout): string {
  return join(layout.archived, 'archive.json');
}

/** The keys of a segment's two files in the archive. */
export function keysOf(segment: Segment): { parquet: string; index: string } {
  const day = basename(dirname(segment.index));
  const stem = segmentStem(segment.summary);
  return { parquet: `${KEY_PREFIX}${day}/${stem}.parquet`, index: `${KEY_PREFIX}${day}/${stem}.idx` };
}

export const KEY_PREFIX = 'segments/';

/**
 * The segments that are in the archive. Their index files stay here, so that a question knows which of them it needs.
 */
export class ArchivedSegments {
  readonly catalog: Catalog;
  readonly #layout: Layout;
  /** Those that turned out to be damaged or missing. */
  readonly #dismissed = new Set<string>();

  constructor(layout: Layout) {
    this.#layout = layout;
    this.catalog = new Catalog(layout);
  }

  get all(): readonly Segment[] {
    return this.catalog.segments;
  }

  /** Where a segment's index lies once it is archived; its Parquet file has a name only. */
  placeOf(segment: Pick<Segment, 'parquet' | 'index'>): { parquet: string; index: string } {
    const day = basename(dirname(segment.index));
    return {
      parquet: join(this.#layout.archived, day, basename(segment.parquet)),
      index: join(this.#layout.archived, day, basename(segment.index)),
    };
  }

  /** Looks at what is there; an index that cannot be read is answered by its path. */
  async scan(): Promise<string[]> {
    const found: Segment[] = [];
    const unreadable: string[] = [];
    for (const day of await namesIn(this.#layout.archived)) {
      const folder = join(this.#layout.archived, day);
      for (const name of await namesIn(folder)) {
        if (!name.endsWith('.idx') || rangeOfSegment(name) === undefined) continue;
        const index = join(folder, name);
        const parquet = index.replace(/\.idx$/, '.parquet');
        if (this.#dismissed.has(parquet)) continue;
        const known = this.catalog.byPath.get(parquet);
        const read = known === undefined ? await readIndex(index) : undefined;
        if (known !== undefined) found.push(known);
        else if (read === undefined) unreadable.push(index);
        else found.push({ summary: read.summary, parquet, index, indexBytes: read.bytes });
      }
    }
    this.catalog.replace(found);
    return unreadable;
  }

  add(segment: Segment): void {
    this.catalog.add(segment);
  }

  /** Serves a segment no more, whose index stays for people to look at. */
  dismiss(segment: Segment): void {
    this.#dismissed.add(segment.parquet);
    this.catalog.remove(segment);
  }

  isDismissed(parquet: string): boolean {
    return this.#dismissed.has(parquet);
  }

  /** Forgets a segment. */
  async remove(segment: Segment): Promise<void> {
    this.catalog.remove(segment);
    await rm(segment.index, { force: true });
  }
}
