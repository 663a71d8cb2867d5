import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, line, messages, start, tailrace, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();

describe('serve', () => {
  it('takes records, answers every command, asks for tokens, and closes cleanly', async () => {
    const data = join(folder, 'data');
    const server = start(['serve', '--data', data, '--port', '0', '--no-pages', '--audit', 'none'], {
      env: { TAILRACE_TOKENS: 'ingest:write-only,read:read-only,admin:everything' },
    });
    const url = /https?:\/\/\S+/.exec(await server.until('stdout', /pages .*\n/))?.[0] ?? '';
    expect(server.stdout()).toMatch(/^ {2}tcp {4}tcp:\/\/127\.0\.0\.1:[1-9]\d*$/m);
    const env = { TAILRACE_URL: url, TAILRACE_TOKEN: 'everything' };
    const file = join(folder, 'app.log');
    writeFileSync(
      file,
      line('12:00:00', 'info', 'one', { service: 'api' }) + line('12:00:01', 'error', 'two', { service: 'api' }),
    );

    expect((await tailrace(['search', ''], { env: { TAILRACE_URL: url } })).code).toBe(3);
    const tail = start(['tail', 'level:error'], { env });
    const imported = await tailrace(['import', file], { env: { ...env, TAILRACE_TOKEN: 'write-only' } });
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toContain('2 lines = 2 imported + 0 duplicates + 0 rejected');
    await tail.until('stdout', 'two');
    expect(await tail.end('SIGINT')).toBe(0);

    expect(messages((await tailrace(['search', ''], { env })).stdout)).toEqual(['one', 'two']);
    const newest = await tailrace(['search', '', '-n', '1'], { env });
    expect(messages(newest.stdout)).toEqual(['two']);
    expect(newest.stderr).toContain('1 record shown, and there are more');
    expect((await tailrace(['search', 'nowhere'], { env })).code).toBe(1);
    const table = await tailrace(['search', '| count by level', '-o', 'table'], { env });
    expect(table.stdout).toBe('level  count\n─────  ─────\nerror      1\ninfo       1\n');
    const both = await tailrace(['search', '| count', url, file], { env });
    expect(jsonLines(both.stdout)).toEqual([{ count: 2 }]);
    expect(jsonLines((await tailrace(['stats'], { env })).stdout)).toMatchObject([
      { source: url, records: 2, damaged: [] },
    ]);

    expect(await server.end('SIGTERM')).toBe(0);
    expect(server.stdout()).toContain('Closed.');
    expect(server.stderr()).toBe('tailrace: collector: A token is needed: Authorization: Bearer TOKEN.\n');
    expect(messages((await tailrace(['search', '', data])).stdout)).toEqual(['one', 'two']);
  });

  it('says that a port or a folder is another’s, and that other machines need a token', async () => {
    const data = join(folder, 'locked');
    const first = start(['serve', '--data', data, '--port', '0', '--no-pages']);
    const printed = await first.until('stdout', /pages .*\n/);
    const [, port = ''] = /:(\d+)\n/.exec(printed) ?? [];
    const [, tcpPort = ''] = /tcp:\/\/127\.0\.0\.1:(\d+)\n/.exec(printed) ?? [];
    for (const taken of [
      ['--port', port],
      ['--port', '0', '--tcp-port', tcpPort],
    ]) {
      const beside = await tailrace(['serve', '--data', join(folder, 'beside'), ...taken]);
      expect(beside.code).toBe(3);
      expect(beside.stderr).toMatch(/address already in use .*\nGive another --port and --tcp-port/);
    }
    const second = await tailrace(['serve', '--data', data, '--port', '0']);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain('TAILRACE_STORE_LOCKED');
    expect(await first.end('SIGINT')).toBe(0);
    const open = await tailrace(['serve', '--data', data, '--host', '0.0.0.0']);
    expect(open.code).toBe(2);
    expect(open.stderr).toContain('TAILRACE_UNSAFE_LISTEN');
  });

  it('says what is wrong with where and how long records are kept, before it makes anything [A6]', async () => {
    const data = join(folder, 'unmade');
    const wrong: [readonly string[], string][] = [
      [['--retention', 'keep erors 90d'], "Did you mean 'errors'?"],
      [['--store', 'mysql://localhost/logs'], '--store takes a URL that begins with postgres://'],
      [
        ['--store', 'postgres://localhost/logs', '--archive', join(folder, 'old')],
        '--archive moves records out of a folder',
      ],
    ];
    for (const [words, message] of wrong) {
      const ended = await tailrace(['serve', '--data', data, '--port', '0', '--no-pages', ...words]);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(message);
    }
    expect(existsSync(data)).toBe(false);
    const server = start(['serve', '--data', data, '--port', '0', '--no-pages', '--archive', join(folder, 'old')], {
      env: { TAILRACE_RETENTION: 'keep errors 90d, the rest 14d, at most 50GB' },
    });
    await server.until('stdout', /pages .*\n/);
    expect(await server.end('SIGTERM')).toBe(0);
  });
});
