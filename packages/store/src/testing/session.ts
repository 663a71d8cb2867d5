import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord, type LogRecord, type WireRecord } from '@tailrace/core';
import type { Store } from '../store.ts';
import { corpusRecords } from './corpus.ts';
import type { StoreKitOptions } from './store-kit-options.ts';

/** Records that go into one append of the corpus. */
const BATCH_SIZE = 400;
/** After so many of them the store moves what it holds to where it stays. */
const SETTLED = 4400;

/** What the checks of one run share: folders that are removed at the end, and one store with the corpus in it. */
export class Session {
  readonly options: StoreKitOptions;
  readonly #folders: string[] = [];
  readonly #open = new Set<Store>();
  #corpusStore: Promise<Store> | undefined;

  constructor(options: StoreKitOptions) {
    this.options = options;
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-store-kit-'));
    this.#folders.push(folder);
    return folder;
  }

  /** Runs a check with a fresh, empty store, closed behind it. */
  async withStore(check: (store: Store, folder: string) => Promise<void>): Promise<void> {
    const folder = await this.folder();
    const store = await this.open(folder);
    try {
      await check(store, folder);
    } finally {
      await this.close(store);
    }
  }

  async open(folder: string): Promise<Store> {
    const store = await this.options.open(folder);
    this.#open.add(store);
    return store;
  }

  async close(store: Store): Promise<void> {
    if (this.#open.delete(store)) await store.close();
  }

  /** The store that holds the corpus; checks only read it. */
  corpusStore(): Promise<Store> {
    this.#corpusStore ??= this.#fillCorpusStore();
    return this.#corpusStore;
  }

  async dispose(): Promise<void> {
    await this.#corpusStore?.catch(() => undefined);
    for (const store of this.#open) await store.close().catch(() => undefined);
    this.#open.clear();
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  async #fillCorpusStore(): Promise<Store> {
    const store = await this.open(await this.folder());
    const records = corpusRecords();
    for (let start = 0; start < records.length; start += BATCH_SIZE) {
      await store.append(records.slice(start, start + BATCH_SIZE));
      // A store that keeps old records otherwise than new ones is asked about both.
      if (start === SETTLED - BATCH_SIZE) await this.options.settle?.(store);
    }
    return store;
  }
}

/** Records as every store gives them back: in wire form, apart from the ones that were appended. */
export function asWire(records: readonly LogRecord[]): readonly WireRecord[] {
  return records.map((record) => JSON.parse(encodeRecord(record)) as WireRecord);
}

let corpus: readonly WireRecord[] | undefined;

/** The corpus in wire form; nobody changes it. */
export function corpusInWire(): readonly WireRecord[] {
  corpus ??= asWire(corpusRecords());
  return corpus;
}
