import { withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup, s3Objects } from '../../src/index.ts';
import { makeFolder, makeRecords, messagesOf, openStore } from '../records.ts';

withService({ describe, it, beforeAll, afterAll }, 'versitygw', { own: true }, (s3) => {
  const credentials = { accessKeyId: 'tailrace', secretAccessKey: 'tailrace-secret' };
  const bucket = (prefix: string) => s3Objects({ bucket: 'logs', prefix, endpoint: s3().url, credentials, tries: 2 });

  it('takes an object once, and gives it back', async () => {
    const objects = bucket('one');
    expect(await objects.put('a b/ö+1', Buffer.from('first'))).toBe('stored');
    expect(await objects.put('a b/ö+1', Buffer.from('second'))).toBe('exists');
    expect(Buffer.from((await objects.get('a b/ö+1')) ?? []).toString()).toBe('first');
    const keys: string[] = [];
    for await (const { key } of objects.list('a b/')) keys.push(key);
    expect(keys).toEqual(['a b/ö+1']);
    await objects.delete('a b/ö+1');
    expect(await objects.get('a b/ö+1')).toBeUndefined();
  });

  it('holds an archive and a backup, over a kill of the server', async () => {
    const store = await openStore(await makeFolder(), {
      retention: { maxBytes: 1, maxAgeMillis: Number.POSITIVE_INFINITY },
      archive: { to: bucket('archive') },
    });
    await store.append(makeRecords(30));
    await store.compact();
    await store.retain();
    expect(await store.stats()).toMatchObject({ archived: { records: 30 } });
    expect(await store.backup(bucket('copies'))).toMatchObject({ ok: true });
    await s3().kill();
    await expect(messagesOf(store, '*')).rejects.toMatchObject({ code: 'TAILRACE_ARCHIVE_FAILED' });
    await s3().restart();
    expect(await messagesOf(store, '*')).toHaveLength(30);
    const folder = await makeFolder();
    expect(await restoreBackup(bucket('copies'), folder)).toMatchObject({ ok: true });
    const again = await openStore(folder, { archive: { to: bucket('archive') } });
    expect(await messagesOf(again, '*')).toHaveLength(30);
  });
});
