import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreAmount } from '@tailrace/store';
import { type Layout, writeWhole } from './layout.ts';

/** A segment that is about to go, by its file's name below the store's folder. */
export interface Leaving extends StoreAmount {
  readonly file: string;
}

interface BooksFile {
  readonly version: number;
  readonly removed: StoreAmount;
  readonly leaving: readonly Leaving[];
  /** The latest time that retention took for true, epoch milliseconds. */
  readonly trustedTime?: number;
}

const VERSION = 1;
/** No record. */
export const NOTHING: StoreAmount = { records: 0, segments: 0, bytes: 0 };

/**
 * Counts what retention removes, across restarts and crashes.
 *
 * Each segment is written down before its file goes. After a crash the file tells whether it went: what is still there
 * was not removed, and is not counted.
 */
export class Books {
  readonly #layout: Layout;
  readonly #leaving = new Map<string, Leaving>();
  #removed: StoreAmount = NOTHING;
  #trustedTime: number | undefined;
  #saving: Promise<void> = Promise.resolve();

  private constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Reads the books, after the folder was brought in order; books that are absent or damaged begin at nothing. */
  static async open(layout: Layout): Promise<Books> {
    const books = new Books(layout);
    const file = await readBooks(layout);
    if (file === undefined) return books;
    books.#removed = file.removed;
    books.#trustedTime = file.trustedTime;
    for (const one of file.leaving) {
      const isThere = await access(join(layout.root, one.file)).then(
        () => true,
        () => false,
      );
      if (!isThere) books.#removed = totalOf([books.#removed, one]);
    }
    return books;
  }

  /** Everything that retention has removed. */
  get removed(): StoreAmount {
    return totalOf([this.#removed, ...this.#leaving.values()]);
  }

  get trustedTime(): number | undefined {
    return this.#trustedTime;
  }

  /** Takes note of segments that are about to go; they may go once this has resolved. */
  leave(segments: readonly Leaving[]): Promise<void> {
    for (const one of segments) this.#leaving.set(one.file, one);
    return this.#save();
  }

  /** A segment's file is gone. */
  gone(file: string): void {
    const one = this.#leaving.get(file);
    if (one === undefined) return;
    this.#removed = totalOf([this.#removed, one]);
    this.#leaving.delete(file);
  }

  /** A segment that was to go stays. */
  stays(file: string): void {
    this.#leaving.delete(file);
  }

  trust(time: number): void {
    this.#trustedTime = time;
  }

  /** Writes down what has changed. */
  save(): Promise<void> {
    return this.#save();
  }

  #save(): Promise<void> {
    const done = this.#saving.then(() => {
      const file: BooksFile = {
        version: VERSION,
        removed: this.#removed,
        leaving: [...this.#leaving.values()],
        ...(this.#trustedTime !== undefined && { trustedTime: this.#trustedTime }),
      };
      return writeWhole(this.#layout.books, JSON.stringify(file));
    });
    this.#saving = done.catch(() => undefined);
    return done;
  }
}

/** What retention has removed from a folder, as far as its books tell. */
export async function readRemoved(layout: Layout): Promise<StoreAmount> {
  const file = await readBooks(layout);
  return file === undefined ? NOTHING : totalOf([file.removed, ...file.leaving]);
}

async function readBooks(layout: Layout): Promise<BooksFile | undefined> {
  try {
    const file = JSON.parse(await readFile(layout.books, 'utf8')) as BooksFile;
    return file.version === VERSION ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Adds amounts up. */
export function totalOf(amounts: readonly StoreAmount[]): StoreAmount {
  return {
    records: amounts.reduce((total, { records }) => total + records, 0),
    segments: amounts.reduce((total, { segments }) => total + segments, 0),
    bytes: amounts.reduce((total, { bytes }) => total + bytes, 0),
  };
}
