import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newRecordId } from '@tailrace/core';
import { parseQuery } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { openDuckdbStore, openStoreForReading } from '../src/index.ts';
import { makeFolder, makeRecords, messagesOf, openStore, rowsOf, START } from './records.ts';

const everything = { filter: { type: 'everything' }, pipes: [] } as const;

describe('duplicates', () => {
  it('are known across restarts, in write-ahead files as in segments', async () => {
    const folder = await makeFolder();
    const records = [
      ...makeRecords(50),
      ...makeRecords(10).map((record, index) => ({ ...record, id: `foreign-${index}` })),
    ];
    const first = await openStore(folder);
    await first.append(records.slice(0, 55));
    await first.compact();
    await first.append(records.slice(55));
    await first.close();
    const store = await openStore(folder);
    expect(await store.append(records)).toMatchObject({ accepted: 0, duplicates: 60, rejected: [] });
    expect(await store.append([...makeRecords(3), ...records.slice(0, 2)])).toMatchObject({
      accepted: 3,
      duplicates: 2,
    });
    expect((await store.stats()).records).toBe(63);
  });

  it('within one batch are kept once', async () => {
    const store = await openStore(await makeFolder());
    const [record] = makeRecords(1);
    if (record === undefined) throw new Error('There is a record.');
    expect(await store.append([record, record])).toMatchObject({ accepted: 1, duplicates: 1 });
  });
});

describe('small write-ahead files', () => {
  it('share a segment, which stands for all of them', async () => {
    const folder = await makeFolder();
    for (let run = 0; run < 4; run += 1) {
      const store = await openStore(folder);
      await store.append(makeRecords(5));
      await store.close();
    }
    const store = await openStore(folder);
    expect((await store.stats()).segments).toBe(0);
    await store.compact();
    expect(await readdir(join(folder, 'seg', '2026-11-01'))).toEqual([
      '00000001-00000004.idx',
      '00000001-00000004.parquet',
    ]);
    expect(await messagesOf(store, '*')).toHaveLength(20);
    await store.close();
    const again = await openStore(folder);
    await again.append(makeRecords(1));
    expect(await readdir(join(folder, 'hot'))).toEqual(['00000005.jsonl']);
    expect((await again.stats()).records).toBe(21);
  });
});

describe('attributes', () => {
  it('come back as they were from columns of their own: types, nulls, names that differ in case, nesting', async () => {
    const store = await openStore(await makeFolder());
    const shapes = [
      { status: 200, ok: true, method: 'GET', nested: { a: [1, { b: null }] } },
      { status: 404.5, ok: false, method: '', big: 2 ** 63, 'dotted.name': 'x' },
      { status: -0.1, nothing: null, Status: 'text', list: [1, 'two', null], __proto__x: 1, '': 'empty' },
      { mixed: 1 },
      { mixed: '1' },
      {},
    ];
    const records = makeRecords(60).map((record, index) => ({
      ...record,
      attributes: shapes[index % shapes.length] ?? {},
    }));
    await store.append(records);
    await store.compact();
    const answer = await store.query({ ...everything, order: 'oldest' });
    if (answer.kind !== 'records') throw new Error('Records were asked for.');
    expect(answer.records.map(({ attributes }) => attributes)).toEqual(records.map(({ attributes }) => attributes));
    expect(await rowsOf(store, 'mixed:1 | count')).toEqual([[20]]);
    expect(await rowsOf(store, 'status>=200 | count by method')).toEqual([
      ['', 10],
      ['GET', 10],
    ]);
  });
});

it('keeps a byte-order mark where a text begins with one, before and after compaction', async () => {
  const store = await openStore(await makeFolder());
  await store.append(makeRecords(40, START, { attributes: { day: 0, only0: 1 } }));
  await store.compact();
  const marked = makeRecords(2, START + 86_400_000, {
    message: '\ufeffmarked',
    attributes: { text: '\ufeffa', day: 1 },
  });
  await store.append(marked);
  const { filter, pipes } = parseQuery('message="\ufeffmarked" text:"\ufeffa"');
  for (let round = 0; round < 2; round += 1) {
    const answer = await store.query({ filter, pipes });
    const found = answer.kind === 'records' ? answer.records : [];
    expect(found.map(({ message, attributes }) => [message, attributes?.['text']])).toEqual(
      marked.map(() => ['\ufeffmarked', '\ufeffa']),
    );
    await store.compact();
  }
});

describe('a record that cannot be kept', () => {
  it('is rejected by its index, and half a surrogate pair is mended', async () => {
    const store = await openStore(await makeFolder(), { maxRecordBytes: 2000 });
    const [good, broken, late, large] = makeRecords(4);
    if (!good || !broken || !late || !large) throw new Error('There are four.');
    const answer = await store.append([
      { ...good, message: 'half \ud800 pair, nul \u0000, \\ud800 in words' },
      { ...broken, message: 7 as unknown as string },
      { ...late, timestamp: Number.NaN },
      { ...large, message: 'x'.repeat(3000) },
    ]);
    expect(answer.accepted).toBe(1);
    expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'bad_field'],
      [2, 'bad_field'],
      [3, 'too_large'],
    ]);
    const kept = ['half \ufffd pair, nul \u0000, \\ud800 in words'];
    expect(await messagesOf(store, '*')).toEqual(kept);
    await store.compact();
    expect(await messagesOf(store, '*')).toEqual(kept);
    expect((await store.stats()).damaged).toEqual([]);
  });
});

describe('retention [A6]', () => {
  it('deletes segments that arrived too long ago, and then the oldest beyond the bytes', async () => {
    const folder = await makeFolder();
    const first = await openStore(folder);
    await first.append(makeRecords(10));
    await first.close();
    const [hot = ''] = await readdir(join(folder, 'hot'));
    const longAgo = new Date(Date.now() - 40 * 86_400_000);
    await utimes(join(folder, 'hot', hot), longAgo, longAgo);
    const store = await openStore(folder);
    await store.compact();
    for (const batch of [20, 30]) {
      await store.append(makeRecords(batch));
      await store.compact();
    }
    expect(await store.retain()).toMatchObject({ segments: 1, records: 10 });
    const { records, bytes } = await store.stats();
    expect(records).toBe(50);
    await store.close();
    const small = await openStore(folder, { retention: { maxBytes: bytes - 1 } });
    await small.retain();
    expect((await small.stats()).records).toBe(30);
    expect(await messagesOf(small, '*')).toHaveLength(30);
  });
});

describe('limits of a query', () => {
  it('end it: time, cancellation; the next one is answered', async () => {
    const store = await openStore(await makeFolder(), { maxConcurrentQueries: 1 });
    const records = makeRecords(20_000).map((record, index) => ({
      ...record,
      message: `${record.message} ${'words '.repeat(20)}`,
      attributes: { n: index },
    }));
    await store.append(records);
    const { filter, pipes } = parseQuery('/r.q.*e.t.*[0-9]+.*words/ | count by message');
    await expect(store.query({ filter, pipes }, { timeoutMillis: 1 })).rejects.toMatchObject({
      code: 'TAILRACE_QUERY_LIMIT',
    });
    const controller = new AbortController();
    const cancelled = store.query({ filter, pipes }, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(cancelled).rejects.toMatchObject({ code: 'TAILRACE_QUERY_CANCELLED' });
    expect(await rowsOf(store, '* | count')).toEqual([[20_000]]);
  });

  it('end it: memory; the next one is answered', { timeout: 60_000 }, async () => {
    const store = await openStore(await makeFolder(), { queryMemoryBytes: 128 * 1024 * 1024, maxConcurrentQueries: 1 });
    // Groups by texts of 160 million characters, which differ from the first on.
    for (let part = 0; part < 4; part += 1) {
      const records = makeRecords(5000).map((record, index) => ({
        ...record,
        message: `${part * 5000 + index} ${'words of it '.repeat(667)}`,
      }));
      await store.append(records);
    }
    await expect(rowsOf(store, '* | count by message')).rejects.toMatchObject({
      code: 'TAILRACE_QUERY_LIMIT',
      message: expect.stringContaining('more memory than one may use') as string,
    });
    expect(await rowsOf(store, '* | count')).toEqual([[20_000]]);
  });

  it('keep it within the store’s folder, whatever it asks', async () => {
    const store = await openStore(await makeFolder());
    await store.append(makeRecords(3));
    const hostile = `x' UNION ALL SELECT * FROM read_text('/etc/passwd') --`;
    const { filter } = parseQuery(`message:"${hostile}" OR "${hostile}"`);
    expect(await store.query({ filter, pipes: [] })).toMatchObject({ records: [] });
    for (const field of [['attributes', `x"'; DROP TABLE t; --`], [`timestamp; SELECT 1`], ['exception', "'"]]) {
      expect(await store.query({ filter: { type: 'exists', field }, pipes: [] })).toMatchObject({ records: [] });
    }
  });
});

describe('a store opened for reading', () => {
  it('sees what another store writes, without its lock', async () => {
    const folder = await makeFolder();
    const writer = await openStore(folder);
    await writer.append(makeRecords(10));
    const reader = await openStoreForReading({ directory: folder });
    try {
      expect(await messagesOf(reader, '*')).toHaveLength(10);
      await writer.compact();
      await writer.append(makeRecords(5));
      expect(await messagesOf(reader, '*')).toHaveLength(15);
      expect((await reader.stats()).records).toBe(15);
      expect(await reader.verify()).toMatchObject({ ok: true });
    } finally {
      await reader.close();
    }
  });

  it('says so where there is no folder', async () => {
    const missing = join(await makeFolder(), 'absent');
    await expect(openStoreForReading({ directory: missing })).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
  });
});

describe('options', () => {
  it('that are unknown or wrong are refused at creation', async () => {
    const directory = await makeFolder();
    const unknown = { directory, walRotateByte: 1 } as unknown as { directory: string };
    await expect(openDuckdbStore(unknown)).rejects.toMatchObject({
      code: 'TAILRACE_UNKNOWN_OPTION',
      message: expect.stringContaining('walRotateBytes') as string,
    });
    await expect(openDuckdbStore({ directory, retention: { maxAgeMillis: -1 } })).rejects.toMatchObject({
      code: 'TAILRACE_BAD_OPTION',
    });
    await expect(openDuckdbStore({} as { directory: string })).rejects.toMatchObject({
      code: 'TAILRACE_MISSING_OPTION',
    });
    await expect(openDuckdbStore(undefined as never)).rejects.toMatchObject({ code: 'TAILRACE_MISSING_OPTION' });
  });

  it('that name a file in the place of a folder are refused with words that say so', async () => {
    const file = join(await makeFolder(), 'a-file');
    await writeFile(file, 'x');
    await expect(openDuckdbStore({ directory: file })).rejects.toMatchObject({
      code: 'TAILRACE_BAD_OPTION',
      message: expect.stringContaining('there is a file of that name') as string,
    });
  });
});

describe('the context of a record', () => {
  it('is what lies around it by time and id, filtered by nothing', async () => {
    const store = await openStore(await makeFolder());
    const records = makeRecords(9).map((record) => ({ ...record, timestamp: START, id: newRecordId(START) }));
    await store.append(records.slice(0, 5));
    await store.compact();
    await store.append(records.slice(5));
    const around = await store.context(records[4]?.id ?? '', { before: 2, after: 3 });
    expect(around?.map(({ id }) => id)).toEqual(records.slice(2, 8).map(({ id }) => id));
  });
});
