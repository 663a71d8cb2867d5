import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { Failures } from '../src/searching/failures.ts';
import { palette } from '../src/terminal/colour.ts';
import { Notices } from '../src/terminal/notices.ts';
import { jsonLines, line, messages, tailrace } from './cli.ts';
import { api, folder } from './searched-files.ts';

describe('a search of files and other sources', () => {
  it('merges files by time, also compressed ones, named by a glob, and says which is which', async () => {
    const { stdout } = await tailrace(['search', '', join(folder, '*.log*')]);
    expect(messages(stdout)).toEqual(['started', 'job begins', 'connection reset', '=job failed, "twice"', 'slow']);
    expect(jsonLines<{ attributes: { file: string } }>(stdout)[1]?.attributes.file).toBe('worker.log.1.gz');
  });

  it('shows a record once that two sources have', async () => {
    const { stdout } = await tailrace(['search', '', api, api]);
    expect(messages(stdout)).toEqual(['started', 'connection reset', 'slow']);
    const newest = await tailrace(['search', '', api, api, '-n', '2']);
    expect(messages(newest.stdout)).toEqual(['connection reset', 'slow']);
  });

  it('reads standard input', async () => {
    const { stdout } = await tailrace(['search', 'level>=warn', '-'], {
      input: 'Jan 31 10:00:00 web-1 app[1]: error: boom\nJan 31 10:00:01 web-1 app[1]: fine\n',
    });
    expect(jsonLines(stdout)).toMatchObject([{ message: 'error: boom', host: 'web-1', service: 'app', process: 1 }]);
  });

  it('warns of a damaged file and prints what it holds', async () => {
    const lines = Array.from({ length: 2000 }, (_, index) =>
      line('12:00:00', 'info', `m ${Math.imul(index, 2654435761)}`),
    ).join('');
    const damaged = join(folder, 'damaged.gz');
    writeFileSync(damaged, gzipSync(lines).subarray(0, 9000));
    const { stdout, stderr } = await tailrace(['search', '', damaged]);
    expect(messages(stdout).length).toBeGreaterThan(100);
    expect(stderr).toContain('ends early');
  });

  it('takes the log files of a folder that is no store, and says so where it has none', async () => {
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.log'), line('12:00:00', 'info', 'first') + line('12:00:02', 'info', 'third'));
    writeFileSync(join(logs, 'a.log.1.gz'), gzipSync(line('12:00:01', 'info', 'second')));
    writeFileSync(join(logs, 'notes.md'), 'not this\n');
    expect(messages((await tailrace(['search', '', logs])).stdout)).toEqual(['first', 'second', 'third']);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await tailrace(['search', '', empty])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no store') as string,
    });
  });

  it('serves the others where a file, a glob or a folder is missing, and ends with 3', async () => {
    const { code, stdout, stderr } = await tailrace([
      'search',
      'slow',
      'gone.log',
      api,
      join(folder, 'no*.where'),
      '-n',
      '5',
    ]);
    expect({ code, found: messages(stdout) }).toEqual({ code: 3, found: ['slow'] });
    expect(stderr).toContain('gone.log');
    expect(stderr).toContain('no*.where');
  });

  it('merges files in order though each is a little out of it, and says where one is in no order', async () => {
    const one = join(folder, 'late.log');
    const two = join(folder, 'other.log');
    writeFileSync(one, ['12:00:03', '12:00:01', '12:00:05'].map((time) => line(time, 'info', time)).join(''));
    writeFileSync(two, ['12:00:02', '12:00:04'].map((time) => line(time, 'info', time)).join(''));
    const near = await tailrace(['search', '', one, two]);
    expect(messages(near.stdout)).toEqual(['12:00:01', '12:00:02', '12:00:03', '12:00:04', '12:00:05']);
    expect(near.stderr).toBe('');
    // Far apart in the file, too, so that the first is given before the last is read.
    const far = Array.from({ length: 30_000 }, (_, n) =>
      line(`12:10:${n % 50}`.padEnd(8, '0'), 'info', 'x'.repeat(20)),
    );
    writeFileSync(one, [...far, line('11:00:00', 'info', 'an hour late')].join(''));
    expect((await tailrace(['search', '', one, two])).stderr).toContain('late.log is not in order of time');
  });

  it('tells files of one name apart by their folders', async () => {
    for (const name of ['x', 'y']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'same.log'), line('12:00:00', 'info', name));
    }
    const files = ['x', 'y'].map((name) => join(folder, name, 'same.log'));
    const found = jsonLines<{ attributes: { file: string } }>((await tailrace(['search', '', ...files])).stdout);
    expect(found.map(({ attributes }) => attributes.file).sort()).toEqual(files);
  });
});

describe('a source that breaks off', () => {
  async function toldOf(signal: AbortSignal): Promise<{ any: boolean; told: string }> {
    let told = '';
    const failures = new Failures(new Notices(palette(false), false, (text) => (told += text)));
    const source = { name: 'store', ownOrder: false, stream: cancelled, close: () => Promise.resolve() };
    for await (const _ of failures.tolerant(source, cancelled(), signal)) break;
    return { any: failures.any, told };
  }

  async function* cancelled(): AsyncGenerator<never> {
    await Promise.resolve();
    yield* [];
    throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
  }

  it('is a failure, but not where that was asked for', async () => {
    expect(await toldOf(new AbortController().signal)).toEqual({
      any: true,
      told: 'tailrace: store: The query was cancelled.\n',
    });
    expect(await toldOf(AbortSignal.abort())).toEqual({ any: false, told: '' });
  });
});
