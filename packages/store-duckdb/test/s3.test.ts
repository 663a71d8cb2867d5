import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup, s3Objects } from '../src/index.ts';
import { type FakeS3, startFakeS3 } from './fake-s3.ts';
import { makeFolder, makeRecords, messagesOf, openStore } from './records.ts';

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
let server: FakeS3;

beforeEach(async () => {
  server = await startFakeS3();
});
afterEach(() => server.close());

const bucket = (more = {}) =>
  s3Objects({ bucket: 'bucket', prefix: '/logs/', endpoint: server.url, credentials, ...more });

async function keysIn(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bucket().list(prefix)) keys.push(key);
  return keys;
}

describe('a bucket', () => {
  it('takes an object once, gives it back, lists page by page, and deletes', async () => {
    const objects = bucket();
    const names = ['a/1', 'a/2 ö+&', 'a/3', 'a/4', 'a/5', 'b/1'];
    for (const name of names) expect(await objects.put(name, Buffer.from(name))).toBe('stored');
    expect(await objects.put('a/1', Buffer.from('other'))).toBe('exists');
    expect(Buffer.from((await objects.get('a/2 ö+&')) ?? []).toString()).toBe('a/2 ö+&');
    expect(await keysIn('a/')).toEqual(names.slice(0, 5));
    expect([...server.objects.keys()][0]).toBe('logs/a/1');
    await objects.delete('a/3');
    expect(await objects.get('a/3')).toBeUndefined();
    expect(objects.name).toBe('s3://bucket/logs');
  });

  it('is asked again where a failure may pass, and not where it will not', async () => {
    server.failures.push(503, 500);
    expect(await bucket().put('k', Buffer.from('v'))).toBe('stored');
    server.failures.push(503, 503);
    await expect(bucket({ tries: 2 }).get('k')).rejects.toMatchObject({
      code: 'TAILRACE_ARCHIVE_FAILED',
      message: 's3://bucket/logs/k: status 503, Failed503',
    });
    server.failures.push(403);
    await expect(bucket().get('k')).rejects.toThrow('status 403');
    expect(server.failures).toEqual([]);
  });

  it('says who is missing where nobody answers', async () => {
    const { url } = server;
    await server.close();
    await expect(bucket({ endpoint: url, tries: 1 }).get('k')).rejects.toMatchObject({
      code: 'TAILRACE_ARCHIVE_FAILED',
      message: expect.stringContaining('cannot be reached') as string,
    });
    server = await startFakeS3();
  });

  it.each([
    [{ bucket: '' }, 'TAILRACE_BAD_OPTION'],
    [{ bucket: 'b', credentials, endpoint: 'nowhere' }, 'TAILRACE_BAD_OPTION'],
    [{ bucket: 'b', credentials, zone: 1 }, 'TAILRACE_UNKNOWN_OPTION'],
  ])('is refused at creation where its options are wrong: %j', (options, code) => {
    expect(() => s3Objects(options)).toThrow(expect.objectContaining({ code }));
  });

  it('holds an archive and a backup', async () => {
    const store = await openStore(await makeFolder(), {
      retention: { maxBytes: 1, maxAgeMillis: Number.POSITIVE_INFINITY },
      archive: { to: bucket() },
    });
    await store.append(makeRecords(30));
    await store.compact();
    await store.retain();
    expect(await store.stats()).toMatchObject({ records: 30, archived: { segments: 1, records: 30 } });
    expect(await messagesOf(store, 'number')).toHaveLength(30);
    await store.append(makeRecords(5));
    const copies = bucket({ prefix: 'copies' });
    expect(await store.backup(copies)).toMatchObject({ ok: true });
    const folder = await makeFolder();
    expect(await restoreBackup(copies, folder)).toMatchObject({ ok: true });
    const again = await openStore(folder, { archive: { to: bucket() } });
    expect(await messagesOf(again, '*')).toHaveLength(35);
  });
});
