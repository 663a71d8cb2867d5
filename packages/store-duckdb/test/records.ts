import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LogRecord, newRecordId } from '@tailrace/core';
import { parseQuery } from '@tailrace/query';
import type { Store } from '@tailrace/store';
import { afterEach } from 'vitest';
import { type DuckdbStore, type DuckdbStoreOptions, openDuckdbStore } from '../src/index.ts';

export const START: number = Date.UTC(2026, 10, 1);

/** Records a second apart, numbered in the message. */
export function makeRecords(count: number, from = START, more: Partial<LogRecord> = {}): LogRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    id: newRecordId(),
    timestamp: from + index * 1000,
    level: 'info',
    severity: 9,
    message: `request number ${index} completed`,
    service: 'api',
    ...more,
  }));
}

const folders: string[] = [];
const stores = new Set<DuckdbStore>();

/** A folder that is removed after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-store-'));
  folders.push(folder);
  return folder;
}

/** A store that is closed after the test, if the test did not. */
export async function openStore(directory: string, options: Partial<DuckdbStoreOptions> = {}): Promise<DuckdbStore> {
  const store = await openDuckdbStore({ directory, groupCommitMillis: 1, unlinkGraceMillis: 0, ...options });
  stores.add(store);
  return store;
}

afterEach(async () => {
  for (const store of stores) await store.close();
  stores.clear();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Messages that a query finds, in its order. */
export async function messagesOf(store: Omit<Store, 'append'>, text: string): Promise<string[]> {
  const { filter } = parseQuery(text);
  const found: string[] = [];
  for await (const record of store.stream({ filter, pipes: [], order: 'oldest' })) found.push(record.message);
  return found;
}

/** The rows of a query's table. */
export async function rowsOf(store: Omit<Store, 'append'>, text: string): Promise<readonly (readonly unknown[])[]> {
  const { filter, pipes } = parseQuery(text);
  const answer = await store.query({ filter, pipes });
  if (answer.kind !== 'table') throw new Error('The answer is no table.');
  return answer.rows;
}
