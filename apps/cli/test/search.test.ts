import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { Failures } from '../src/searching/failures.ts';
import { palette } from '../src/terminal/colour.ts';
import { Notices } from '../src/terminal/notices.ts';
import { cleanEnvironment, ended, jsonLines, line, MAIN, messages, tailrace, temporaryFolder } from './cli.ts';
import { deadAddress } from './fake-server.ts';

const folder = temporaryFolder();
const api = join(folder, 'api.log');
const worker = join(folder, 'worker.log.1.gz');
const chinese = join(folder, 'chinese.jsonl');
writeFileSync(
  api,
  line('12:00:00', 'info', 'started', { service: 'api' }) +
    line('12:00:02', 'error', 'connection reset', { service: 'api', status: 500 }) +
    line('12:00:04', 'warn', 'slow', { service: 'api', status: 200 }),
);
writeFileSync(
  worker,
  gzipSync(
    line('12:00:01', 'info', 'job begins', { service: 'worker' }) +
      line('12:00:03', 'error', '=job failed, "twice"', { service: 'worker' }),
  ),
);
writeFileSync(
  chinese,
  line('12:00:00', 'info', '数据库连接成功，用户登录完成，会话已经建立', { service: '订单服务' }) +
    line('12:00:01', 'info', 'done 🎉', { service: 'a' }),
);

describe('search', () => {
  it('prints what matches as JSON lines in a pipe, oldest first, all of it', async () => {
    const { code, stdout, stderr } = await tailrace(['search', '', api]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(messages(stdout)).toEqual(['started', 'connection reset', 'slow']);
    expect(jsonLines(stdout)[1]).toMatchObject({
      level: 'error',
      severity: 17,
      timestamp: '2026-01-31T12:00:02.000Z',
      attributes: { status: 500 },
    });
  });

  it('ends with 1 where nothing is found, and with 3 where a source fails, with what the others gave', async () => {
    expect(await tailrace(['search', 'nowhere', api])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(await tailrace(['search', '', join(folder, 'none.log')])).toMatchObject({ code: 3, stdout: '' });
    const dead = await deadAddress();
    const partly = await tailrace(['search', 'slow', api, dead]);
    expect(messages(partly.stdout)).toEqual(['slow']);
    expect(partly.code).toBe(3);
    expect(partly.stderr).toContain(dead);
  });

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

  it('takes the newest with --limit, the oldest with --head, and turns round with --reverse', async () => {
    const limited = await tailrace(['search', '', api, worker, '--limit', '2']);
    expect(messages(limited.stdout)).toEqual(['=job failed, "twice"', 'slow']);
    expect(limited.stderr).toContain('there are more');
    expect(messages((await tailrace(['search', '', api, worker, '-n2', '--head'])).stdout)).toEqual([
      'started',
      'job begins',
    ]);
    expect(messages((await tailrace(['search', '', api, '--reverse'])).stdout)).toEqual([
      'slow',
      'connection reset',
      'started',
    ]);
    expect((await tailrace(['search', '', api, '--limit', '3'])).stderr).toBe('');
  });

  it('bounds the time asked for', async () => {
    const { stdout } = await tailrace([
      'search',
      '',
      api,
      '--since',
      '2026-01-31T12:00:01Z',
      '--until',
      '2026-01-31T12:00:04Z',
    ]);
    expect(messages(stdout)).toEqual(['connection reset']);
    expect((await tailrace(['search', '', api, '--since', '-15m'])).code).toBe(1);
  });

  it('reads standard input', async () => {
    const { stdout } = await tailrace(['search', 'level>=warn', '-'], {
      input: 'Jan 31 10:00:00 web-1 app[1]: error: boom\nJan 31 10:00:01 web-1 app[1]: fine\n',
    });
    expect(jsonLines(stdout)).toMatchObject([{ message: 'error: boom', host: 'web-1', service: 'app', process: 1 }]);
  });

  it('says so where a query is searched as plain text', async () => {
    const { code, stderr } = await tailrace(['search', 'level>=', api]);
    expect(code).toBe(1);
    expect(stderr).toContain('plain text');
  });

  it('answers pipes with a table, over all sources together', async () => {
    const { code, stdout } = await tailrace(['search', '| count by service', api, worker]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toEqual([
      { service: 'api', count: 3 },
      { service: 'worker', count: 2 },
    ]);
    expect((await tailrace(['search', 'nowhere | count by service', api])).code).toBe(1);
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

describe('output', () => {
  it('prints the lines as they stood with raw', async () => {
    const text = 'Jan 31 10:00:00 web-1 app[1]: error: boom\n\tat a.b(C.java:1)\nJan 31 10:00:01 web-1 app[1]: fine\n';
    expect((await tailrace(['search', 'boom', '-', '-o', 'raw'], { input: text })).stdout).toBe(
      text.split('\n').slice(0, 2).join('\n') + '\n',
    );
  });

  it('prints chosen fields', async () => {
    const fields = ['search', 'level>=warn', api, '--fields', 'level,status,message'];
    expect(jsonLines((await tailrace(fields)).stdout)[0]).toEqual({
      level: 'error',
      status: 500,
      message: 'connection reset',
    });
    expect((await tailrace([...fields, '-o', 'raw'])).stdout).toBe('error\t500\tconnection reset\nwarn\t200\tslow\n');
  });

  it('prints CSV that no spreadsheet runs', async () => {
    const { stdout } = await tailrace(['search', 'job', worker, '-o', 'csv', '-f', 'level,message']);
    expect(stdout).toBe('level,message\ninfo,job begins\nerror,"\'=job failed, ""twice"""\n');
  });

  it('lays out tables with Chinese and emoji', async () => {
    const { stdout } = await tailrace(['search', '', chinese, '-o', 'table', '-f', 'service,message']);
    expect(stdout.split('\n')).toEqual([
      'service   message',
      '────────  ──────────────────────────────────────────',
      '订单服务  数据库连接成功，用户登录完成，会话已经建立',
      'a         done 🎉',
      '',
    ]);
  });

  it('is pretty on demand, coloured only when asked or forced, and shows control characters', async () => {
    const evil = line('12:00:00', 'error', 'x \u001b]0;title\u0007 y');
    const pretty = async (words: string[], env: Record<string, string> = {}): Promise<string> =>
      (await tailrace(['search', '', '-', '-o', 'pretty', ...words], { input: evil, env })).stdout;
    expect(await pretty([])).toMatch(/ ERROR .*x \\x1b\]0;title\\x07 y/);
    expect(await pretty([])).not.toContain('\u001b');
    expect(await pretty(['--color', 'always'])).toContain('\u001b[');
    expect(await pretty([], { FORCE_COLOR: '1' })).toContain('\u001b[');
    expect(await pretty([], { FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain('\u001b');
    expect(await pretty(['--no-color'], { FORCE_COLOR: '1' })).not.toContain('\u001b');
  });

  it('ends quietly with 0 when the reader of its pipe goes away', async () => {
    const big = join(folder, 'big.log');
    writeFileSync(
      big,
      Array.from({ length: 40_000 }, (_, index) => line('12:00:00', 'info', `message ${index}`)).join(''),
    );
    const { stdout, stderr } = await ended('bash', [
      '-c',
      `"${process.execPath}" "${MAIN}" search '' "${big}" | head -n 1; echo "code \${PIPESTATUS[0]}"`,
    ]);
    expect(stdout).toMatch(/"message":"message 0".*\ncode 0\n$/);
    expect(stderr).toBe('');
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

const hasScript = process.platform === 'linux' && (await ended('bash', ['-c', 'command -v script'])).code === 0;

// util-linux' script gives the program a terminal.
describe.skipIf(!hasScript)('on a terminal', () => {
  async function onTerminal(words: string, columns: number, env: Record<string, string> = {}): Promise<string> {
    const command = `stty cols ${columns} rows 24; "${process.execPath}" "${MAIN}" ${words}`;
    const { stdout } = await ended('script', ['-qec', command, '/dev/null'], {
      env: { ...cleanEnvironment(), TERM: 'xterm', TAILRACE_PAGER: 'cat', ...env },
    });
    return stdout.replaceAll('\r\n', '\n');
  }

  it('is pretty and coloured', async () => {
    const shown = await onTerminal(`search '' '${api}'`, 100);
    expect(shown).toContain('\u001b[');
    expect(shown).toContain('connection reset');
    expect(shown).not.toContain('"message"');
  });

  it.each([
    ...['pretty', 'jsonl', 'raw', 'csv', 'table'].map((form) => ['search', `''`, `-n 5 -o ${form}`]),
    ...['jsonl', 'raw', 'csv', 'table'].map((form) => ['search', `'* | count by level, message'`, `-o ${form}`]),
    ['stats', '', '-o text'],
    ['stats', '', '-o jsonl'],
  ])('shows control characters of records, and sends none to the terminal: %s %s %s', async (command, query, form) => {
    const evil = join(folder, 'evil.jsonl');
    const words = ' \u001b]0;title\u0007 \u009b2J \u202e ';
    writeFileSync(evil, `${JSON.stringify({ level: `odd${words}`, msg: `text${words}`, odd: words })}\n`);
    const shown = await onTerminal(`${command} ${query} '${evil}' ${form} --no-color`, 200);
    expect(shown).toContain('odd');
    // oxlint-disable-next-line no-control-regex -- these are what must not come
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it.each([
    ['search', `''`],
    ['stats', ''],
    ['tail', `''`],
  ])('shows control characters of names in what it says of failures: %s', async (command, query) => {
    const name = `gone$(printf '\\033]0;title\\007').log.gz`;
    const shown = await onTerminal(`${command} ${query} "${name}" --no-color`, 200);
    expect(shown).toContain('gone');
    expect(shown).not.toContain('\u001b');
  });

  it('keeps to NO_COLOR also where the settings file wants colour, as the environment wins over it', async () => {
    const config = join(folder, 'colourful.json');
    writeFileSync(config, JSON.stringify({ color: 'always' }));
    const words = `search '' '${api}' --config '${config}'`;
    expect(await onTerminal(words, 100)).toContain('\u001b[');
    expect(await onTerminal(words, 100, { NO_COLOR: '1' })).not.toContain('\u001b[');
  });

  it('keeps to NO_COLOR', async () => {
    expect(await onTerminal(`search '' '${api}'`, 100, { NO_COLOR: '1' })).not.toContain('\u001b[');
  });

  it('cuts tables to its width, never a character in two', async () => {
    const shown = await onTerminal(`search '' '${chinese}' -o table -f service,message --no-color`, 30);
    expect(shown.trimEnd().split('\n')).toEqual([
      'service   message',
      `────────  ${'─'.repeat(20)}`,
      '订单服务  数据库连接成功，用…',
      'a         done 🎉',
    ]);
  });

  it('shows the newest 100 and says that there are more', async () => {
    const many = join(folder, 'many');
    mkdirSync(many, { recursive: true });
    const file = join(many, 'many.log');
    writeFileSync(
      file,
      Array.from({ length: 150 }, (_, index) => line('12:00:00', 'info', `message ${index}.`)).join(''),
    );
    const shown = await onTerminal(`search '' '${file}' --no-color`, 100);
    expect(shown).not.toContain('message 49.');
    expect(shown).toContain('message 50.');
    expect(shown).toContain('100 records shown, and there are more');
  });

  it('goes through the pager', async () => {
    const shown = await onTerminal(`search '' '${api}' --no-color`, 100, { TAILRACE_PAGER: "sed 's/^/PAGED /'" });
    expect(shown.match(/^PAGED /gm)).toHaveLength(3);
  });
});
