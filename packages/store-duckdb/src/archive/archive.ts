import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import type { StoreAmount } from '@tailrace/store';
import { totalOf } from '../books.ts';
import { type Segment, shownPath } from '../catalog.ts';
import { type Layout, publish, rangeOfSegment, syncFolder, writeWhole } from '../layout.ts';
import { deleteSegment } from '../recovery.ts';
import { arrivalsOf, bytesOf, byArrival } from '../retention.ts';
import { decodeIndex } from '../segment-index.ts';
import type { SegmentKeeper } from '../segment-keeper.ts';
import { Turns } from '../turns.ts';
import type { ArchiveSettings } from './archive-options.ts';
import {
  type ArchivedSegments,
  archiveFilePath,
  type ArchiveFile,
  KEY_PREFIX,
  keysOf,
  readArchiveFile,
} from './archived-segments.ts';

/** Failures that end a round. */
const MOST_FAILURES = 3;
const OWNER_KEY = 'owner.json';

/** Moves segments into the archive: written there, read back, and only then deleted here. */
export class Archive {
  readonly #layout: Layout;
  readonly #settings: ArchiveSettings;
  readonly #archived: ArchivedSegments;
  readonly #keeper: SegmentKeeper;
  #owned = false;
  readonly #turns = new Turns();

  constructor(layout: Layout, settings: ArchiveSettings, archived: ArchivedSegments, keeper: SegmentKeeper) {
    this.#layout = layout;
    this.#settings = settings;
    this.#archived = archived;
    this.#keeper = keeper;
  }

  /** Archives what arrived long enough ago; rounds follow one another. */
  archive(now: number): Promise<StoreAmount> {
    return this.#inTurn(async () => {
      const { segments } = this.#keeper.catalog;
      const arrivals = arrivalsOf(segments);
      const due = byArrival(segments).filter(
        (segment) => now - (arrivals.get(segment) ?? now) > this.#settings.olderThanMillis,
      );
      const moved: StoreAmount[] = [];
      const failures: unknown[] = [];
      for (const segment of due) {
        try {
          if (await this.#move(segment)) moved.push(amountOf(segment));
        } catch (error) {
          // One that cannot be moved holds no other back; an archive that is away is not asked for each.
          if (failures.push(error) === MOST_FAILURES) break;
        }
      }
      if (moved.length > 0) await this.#keeper.saveCatalog();
      if (failures.length > 0) throw failures[0];
      return totalOf(moved);
    });
  }

  /** Archives one segment, whatever its age; answers whether it was. */
  move(segment: Segment): Promise<boolean> {
    return this.#inTurn(() => this.#move(segment));
  }

  /** Deletes an archived segment. */
  async remove(segment: Segment): Promise<void> {
    const { objects } = this.#settings;
    const keys = keysOf(segment);
    // The index here first: what a crash leaves in the archive is served again, and removed again.
    await this.#archived.remove(segment);
    await objects.delete(keys.parquet);
    await objects.delete(keys.index);
  }

  /** Takes over an archive that is not known here, before anything here is numbered: its segments have numbers, too. */
  async adopt(): Promise<void> {
    if (!this.#settings.adopt) return;
    const owner = await this.#settings.objects.get(OWNER_KEY);
    if (owner === undefined) return;
    const known = await readArchiveFile(this.#layout);
    if (readOwner(this.#settings.objects.name, owner).id !== known?.id) await this.compare();
  }

  /**
   * Compares what is known here with what is in the archive: an index that was lost here is fetched again, and a segment
   * that is missing there is named.
   */
  compare(): Promise<void> {
    return this.#inTurn(async () => {
      if (
        this.#archived.all.length === 0 &&
        !this.#settings.adopt &&
        (await readArchiveFile(this.#layout)) === undefined
      )
        return;
      await this.#own();
      const { objects } = this.#settings;
      const there = new Map<string, number>();
      for await (const { key, bytes } of objects.list(KEY_PREFIX)) there.set(key, bytes);
      for (const segment of this.#archived.all) {
        const { parquet } = keysOf(segment);
        if (there.get(parquet) === segment.summary.bytes) continue;
        this.dismiss(segment, there.has(parquet) ? 'It is damaged in the archive.' : 'It is missing in the archive.');
      }
      for (const key of there.keys()) if (key.endsWith('.idx')) await this.#takeBack(key, there);
    });
  }

  /** Serves an archived segment no more, and names it. */
  dismiss(segment: Segment, reason: string): void {
    if (!this.#archived.catalog.byPath.has(segment.parquet)) return;
    this.#archived.dismiss(segment);
    const file = `${this.#settings.objects.name}/${keysOf(segment).parquet}`;
    this.#keeper.note({ file, reason, records: segment.summary.records });
  }

  async #move(segment: Segment): Promise<boolean> {
    const { catalog } = this.#keeper;
    if (!catalog.byPath.has(segment.parquet)) return false;
    await this.#own();
    const parquet = await readFile(segment.parquet);
    if (crc32(parquet) !== segment.summary.checksum) {
      await this.#keeper.dismissDamaged([segment]);
      return false;
    }
    const index = await readFile(segment.index);
    const keys = keysOf(segment);
    await this.#put(keys.parquet, parquet);
    await this.#put(keys.index, index);
    const place = this.#archived.placeOf(segment);
    await mkdir(dirname(place.index), { recursive: true, mode: 0o700 });
    await placeIndex(this.#layout, segment.index, place.index, index);
    // Expired, thinned out or damaged meanwhile: what was written is not needed.
    const archived = { ...segment, ...place };
    if (!catalog.byPath.has(segment.parquet)) {
      await this.remove(archived);
      return false;
    }
    catalog.remove(segment);
    this.#archived.add(archived);
    this.#keeper.leave(() => deleteSegment(segment));
    this.#keeper.report('store.archived', `${shownPath(this.#layout, segment.parquet)} is in the archive now.`, {
      records: segment.summary.records,
    });
    return true;
  }

  async #put(key: string, bytes: Uint8Array): Promise<void> {
    const { objects } = this.#settings;
    const put = await objects.put(key, bytes);
    const back = await objects.get(key);
    if (back !== undefined && Buffer.from(back).equals(bytes)) return;
    if (put === 'stored') await objects.delete(key);
    throw new TailraceError(
      'TAILRACE_ARCHIVE_FAILED',
      put === 'exists'
        ? `${objects.name}/${key}: another object is there under this name; it is left alone.`
        : `${objects.name}/${key}: what was read back is not what was written.`,
    );
  }

  /** Makes sure that the archive is this store's, before it is written. */
  async #own(): Promise<void> {
    if (this.#owned) return;
    const { objects, address, adopt } = this.#settings;
    const known = await readArchiveFile(this.#layout);
    const owner = await objects.get(OWNER_KEY);
    const { id: there } = owner === undefined ? { id: undefined } : readOwner(objects.name, owner);
    if (there !== undefined && there !== known?.id && !adopt) {
      throw new TailraceError(
        'TAILRACE_ARCHIVE_FAILED',
        `${objects.name} is the archive of another store. Take another place; or set the archive's 'adopt', where it was this store's and its folder was lost.`,
      );
    }
    const id = there ?? known?.id ?? randomUUID();
    const file: ArchiveFile = { id, name: objects.name, ...(address !== undefined && { address }) };
    await mkdir(this.#layout.archived, { recursive: true, mode: 0o700 });
    await writeWhole(archiveFilePath(this.#layout), JSON.stringify(file));
    if (there === undefined) {
      const put = await objects.put(OWNER_KEY, Buffer.from(JSON.stringify({ id })));
      const back = await objects.get(OWNER_KEY);
      if (put === 'exists' && (back === undefined || readOwner(objects.name, back).id !== id))
        throw new TailraceError('TAILRACE_ARCHIVE_FAILED', `${objects.name} was taken by another store.`);
    }
    this.#owned = true;
  }

  /** Fetches an index that is not known here; what a newer segment covers is deleted there. */
  async #takeBack(key: string, there: ReadonlyMap<string, number>): Promise<void> {
    const [, day = '', name = ''] = key.split('/');
    const range = rangeOfSegment(name);
    if (range === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return;
    const index = join(this.#layout.archived, day, name);
    const parquet = index.replace(/\.idx$/, '.parquet');
    if (this.#archived.catalog.byPath.has(parquet) || this.#archived.isDismissed(parquet)) return;
    const parquetKey = key.replace(/\.idx$/, '.parquet');
    const covering = [...this.#keeper.catalog.segments, ...this.#archived.all].find(
      ({ summary }) => range.first >= summary.first && range.first <= summary.last,
    );
    if (covering !== undefined) {
      // A crash left it when it was written anew.
      if ((covering.summary.generation ?? 0) > (range.generation ?? 0)) {
        await this.#settings.objects.delete(parquetKey);
        await this.#settings.objects.delete(key);
      }
      return;
    }
    if (!there.has(parquetKey)) return;
    const bytes = await this.#settings.objects.get(key);
    const decoded = bytes === undefined ? undefined : decodeIndex(Buffer.from(bytes));
    if (bytes === undefined || decoded === undefined) {
      this.#keeper.note({ file: `${this.#settings.objects.name}/${key}`, reason: 'It is damaged in the archive.' });
      return;
    }
    await mkdir(dirname(index), { recursive: true, mode: 0o700 });
    await writeIndexFile(this.#layout, index, Buffer.from(bytes));
    this.#archived.add({ summary: decoded.summary, parquet, index, indexBytes: bytes.length });
  }

  #inTurn<Output>(work: () => Promise<Output>): Promise<Output> {
    return this.#turns.take(work);
  }
}

/** A second name takes no room, which there may be none of; not every file system has such. */
async function placeIndex(layout: Layout, from: string, to: string, bytes: Uint8Array): Promise<void> {
  try {
    await link(from, to);
    await syncFolder(dirname(to));
  } catch {
    await writeIndexFile(layout, to, bytes);
  }
}

async function writeIndexFile(layout: Layout, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(layout.root, 'archived-index.tmp');
  await writeFile(temporary, bytes, { mode: 0o600, flush: true });
  await publish(temporary, path);
  await syncFolder(layout.archived);
}

function readOwner(name: string, bytes: Uint8Array): { readonly id: string } {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as { id: string };
  } catch {
    throw new TailraceError('TAILRACE_ARCHIVE_FAILED', `${name}/${OWNER_KEY} is damaged.`);
  }
}

/** What a segment comes to. */
export function amountOf(segment: Segment): StoreAmount {
  return { records: segment.summary.records, segments: 1, bytes: bytesOf(segment) };
}
