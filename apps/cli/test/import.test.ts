import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { jsonLines, line, messages, tailrace, temporaryFolder } from './cli.ts';
import { deadAddress, fakeServer, recordsIn, reply } from './fake-server.ts';

const folder = temporaryFolder();

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Many lines: several batches. */
function many(count: number): string {
  return Array.from({ length: count }, (_, index) => line('12:00:00', 'info', `message ${index}`)).join('');
}

describe('import into a store folder', () => {
  it('keeps every line, finds it again, and knows it the second time', async () => {
    const store = join(folder, 'store');
    const app = file('app.log', many(2500));
    const trace = file(
      'trace.log',
      '2026-01-31 12:00:00,123 - app - ERROR - boom\nTraceback (most recent call last):\n  File "a.py"\nValueError: no\n',
    );
    const first = await tailrace(['import', app, trace, '--to', store, '--service', 'shop', '-a', 'batch=7']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout.split('\n')).toEqual([
      'app.log    2,500 lines = 2,500 imported + 0 duplicates + 0 rejected  (winston)',
      'trace.log  4 lines, 1 record = 1 imported + 0 duplicates + 0 rejected  (python)',
      '2 files    2,504 lines, 2,501 records = 2,501 imported + 0 duplicates + 0 rejected',
      '',
    ]);
    const again = await tailrace(['import', file('app.log.1.gz', gzipSync(many(2600))), '--to', store, '-o', 'jsonl']);
    expect(jsonLines(again.stdout)).toMatchObject([
      { lines: 2600, records: 2600, imported: 100, duplicates: 2500, rejected: 0 },
    ]);

    const found = await tailrace(['search', 'file:trace.log batch:7 service:shop', store]);
    expect(jsonLines(found.stdout)).toMatchObject([{ message: 'boom', exception: { name: 'ValueError' } }]);
    const counted = await tailrace(['search', '| count', store]);
    expect(jsonLines(counted.stdout)).toEqual([{ count: 2601 }]);
    const newest = await tailrace(['search', 'message', store, '-n', '2']);
    expect(messages(newest.stdout)).toHaveLength(2);
    expect(messages((await tailrace(['search', 'message', store])).stdout)).toHaveLength(2600);

    const stats = await tailrace(['stats', store, app]);
    expect(jsonLines(stats.stdout)).toMatchObject([
      { source: store, records: 2601, oldest: '2026-01-31T12:00:00.000Z' },
      { source: app, lines: 2500, formats: { winston: 2500 }, levels: { info: 2500 } },
    ]);
    expect(await tailrace(['spool', 'verify', store])).toMatchObject({ code: 0 });
  });

  it('takes lines without a time into a folder, at the time of the last change of the file', async () => {
    const plain = file('plain.txt', 'one\ntwo\n');
    const { code, stdout } = await tailrace(['import', plain, '--to', join(folder, 'plain-store'), '-o', 'jsonl']);
    expect({ code, ...jsonLines(stdout)[0] }).toMatchObject({ code: 0, imported: 2, rejected: 0 });
  });
});

describe('import into a server', () => {
  it('sends compressed batches, again after a failure, and sums the answers', async () => {
    const kept = new Map<string, string>();
    let requests = 0;
    const server = await fakeServer((_request, response, body) => {
      requests += 1;
      if (requests === 1) return reply(response, 503, {}, { 'retry-after': '0' });
      const records = recordsIn(body);
      const fresh = records.filter(({ id }) => !kept.has(id));
      for (const { id, message } of fresh) kept.set(id, message);
      // The answer gets lost after the records were kept.
      if (requests === 3) return response.destroy();
      reply(response, 200, { accepted: fresh.length, duplicates: records.length - fresh.length, rejected: [] });
    });
    const { code, stdout, stderr } = await tailrace([
      'import',
      file('retry.log', many(3200)),
      '--to',
      server.url,
      '--token',
      'secret',
    ]);
    expect(code).toBe(0);
    expect(kept.size).toBe(3200);
    expect(new Set(kept.values()).size).toBe(3200);
    expect(stdout).toMatch(/3,200 lines = [\d,]+ imported \+ [\d,]+ duplicates \+ 0 rejected/);
    expect(stderr).toContain('answered 503; trying again');
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'content-encoding': 'gzip' });
  });

  it('halves what is too large, and names the line that is rejected', async () => {
    const server = await fakeServer((_request, response, body) => {
      const records = recordsIn(body);
      if (records.length > 300) return reply(response, 413, {});
      const rejected = records.flatMap(({ message }, index) =>
        message === 'message 777' ? [{ index, code: 'bad_field', message: 'no' }] : [],
      );
      reply(response, 200, { accepted: records.length - rejected.length, duplicates: 0, rejected });
    });
    const { code, stdout, stderr } = await tailrace(['import', file('large.log', many(1500)), '--to', server.url]);
    expect(stdout).toContain('1,500 lines = 1,499 imported + 0 duplicates + 1 rejected (bad_field 1)');
    expect(stderr).toContain('line 778: rejected, bad_field: no');
    expect(code).toBe(4);
  });

  it('ends with 3 where nobody answers or the token is wrong, and says what to do', async () => {
    const nobody = await tailrace(['import', file('a.log', many(1)), '--to', await deadAddress()]);
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toContain('tailrace serve');
    const closed = await fakeServer((_request, response) =>
      reply(response, 401, { error: { code: 'TAILRACE_UNAUTHORIZED', message: 'A token is needed.' } }),
    );
    const refused = await tailrace(['import', file('b.log', many(1)), '--to', closed.url]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('A token is needed.');
    expect(refused.stderr).toContain('TAILRACE_TOKEN');
  });

  it('keeps the ids of Tailrace’s own records, and adds nothing to them', async () => {
    let sent: unknown;
    const server = await fakeServer((_request, response, body) => {
      sent = recordsIn(body);
      reply(response, 200, { accepted: 1, duplicates: 0, rejected: [] });
    });
    const record = {
      id: '0194a1b2-c3d4-7000-8000-000000000001',
      timestamp: '2026-01-31T12:00:00.123Z',
      level: 'warn',
      severity: 13,
      message: 'x',
    };
    await tailrace(['import', file('own.jsonl', `${JSON.stringify(record)}\n`), '--to', server.url]);
    expect(sent).toEqual([record]);
  });
});
