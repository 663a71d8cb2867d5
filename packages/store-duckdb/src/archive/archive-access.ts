import { TailraceError } from '@tailrace/core';
import type { Segment } from '../catalog.ts';
import { FileGone } from '../child.ts';
import type { Layout } from '../layout.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { openObjects } from '../objects/open-objects.ts';
import type { ArchiveSettings } from './archive-options.ts';
import { ArchivedSegments, readArchiveFile } from './archived-segments.ts';
import { daysOf, FetchedSegments, type FetchRequest, type Lent } from './fetched.ts';

const DEFAULT_CACHE_BYTES = 1024 ** 3;

/** What questions see of a store's archive. */
export class ArchiveAccess {
  readonly archived: ArchivedSegments;
  readonly #layout: Layout;
  readonly #folder: string;
  readonly #settings: ArchiveSettings | undefined;
  readonly #onDamaged: (segment: Segment, file: string, reason: string) => void;
  #fetched: Promise<FetchedSegments> | undefined;

  /**
   * @param folder - Where fetched segments are put.
   * @param settings - Absent where none were given: the address in the store's folder is taken then.
   */
  constructor(
    layout: Layout,
    folder: string,
    settings: ArchiveSettings | undefined,
    onDamaged: (segment: Segment, file: string, reason: string) => void,
  ) {
    this.archived = new ArchivedSegments(layout);
    this.#layout = layout;
    this.#folder = folder;
    this.#settings = settings;
    this.#onDamaged = onDamaged;
  }

  /** Fetches archived segments for a question. */
  async lend(segments: readonly Segment[], request: FetchRequest): Promise<Lent> {
    this.#fetched ??= this.#open(segments);
    try {
      return await (await this.#fetched).lend(segments, request);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'TAILRACE_QUERY_LIMIT') this.#reopenLater();
      throw error;
    }
  }

  async forget(segment: Segment): Promise<void> {
    await (await this.#fetched?.catch(() => undefined))?.forget(segment);
  }

  /** Removes what was fetched. */
  async clear(): Promise<void> {
    const fetched = await this.#fetched?.catch(() => undefined);
    this.#fetched = undefined;
    await fetched?.clear();
  }

  /** An archive that could not be opened is tried again at the next question. */
  #reopenLater(): void {
    const current = this.#fetched;
    current?.catch(() => {
      if (this.#fetched === current) this.#fetched = undefined;
    });
  }

  async #open(segments: readonly Segment[]): Promise<FetchedSegments> {
    const objects = this.#settings?.objects ?? (await this.#objectsOfFolder(segments));
    const most = this.#settings?.cacheBytes ?? DEFAULT_CACHE_BYTES;
    return new FetchedSegments(this.#folder, objects, most, (segment, file, reason) => {
      // Retention removed it, or wrote it anew, after it was asked for.
      const { catalog } = this.archived;
      if (!catalog.byPath.has(segment.parquet) && !this.archived.isDismissed(segment.parquet)) throw new FileGone(file);
      this.archived.dismiss(segment);
      this.#onDamaged(segment, file, reason);
    });
  }

  async #objectsOfFolder(segments: readonly Segment[]): Promise<ObjectStore> {
    const file = await readArchiveFile(this.#layout);
    if (file?.address !== undefined) return openObjects(file.address);
    const name = file === undefined ? 'an archive' : `the archive ${file.name}`;
    throw new TailraceError(
      'TAILRACE_ARCHIVE_FAILED',
      `The query needs ${daysOf(segments)}, which is in ${name}: name it in the option 'archive', or narrow the time.`,
    );
  }
}
