import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Neighbourhood } from '../src/around/neighbourhood.ts';
import { sparkline } from '../src/patterns/sparkline.ts';
import { Timeline, TimelineScale } from '../src/patterns/timeline.ts';
import { jsonLines, line, messages, type Running, start, tailrace, temporaryFolder } from './cli.ts';
import { deadAddress, fakeServer, reply } from './fake-server.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
const store = join(folder, 'store');
const two = (value: number): string => String(value).padStart(2, '0');
const lines = Array.from({ length: 60 }, (_, index) =>
  line(`12:00:${two(index)}`, index % 10 === 9 ? 'error' : 'info', `job ${index} of user ${index % 3} done`, {
    service: index % 4 === 0 ? 'web' : 'api',
    ...(index % 2 === 0 && { path: `/p${index % 3}` }),
  }),
);
writeFileSync(log, lines.join(''));

let server: Running;
let url: string;

beforeAll(async () => {
  server = start(['serve', '--data', store, '--port', '0', '--tcp', 'false', '--no-pages']);
  const said = await server.until('stdout', /listens on (\S+)/);
  url = /listens on (\S+)/.exec(said)?.[1] ?? '';
  const imported = await tailrace(['import', log, '--to', url]);
  expect(imported.code).toBe(0);
});

afterAll(async () => {
  await server.end();
});

/** The sources that hold the same records. */
const SOURCES: readonly [string, () => string][] = [
  ['a file', () => log],
  ['a server', () => url],
  ['the folder of a store', () => store],
];

describe('top', () => {
  it.each(SOURCES)('counts the values of several fields of %s, with their share', async (_, source) => {
    const { code, stdout } = await tailrace(['top', 'service,path', 'level:info', source(), '-n', '2']);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toEqual([
      { field: 'service', value: 'api', count: 39, share: 0.722222 },
      { field: 'service', value: 'web', count: 15, share: 0.277778 },
      { field: 'path', value: null, count: 24, share: 0.444444 },
      { field: 'path', value: '/p0', count: 10, share: 0.185185 },
    ]);
  });

  it('draws a table with bars, and ends with 1 where there is nothing', async () => {
    const { stdout } = await tailrace(['top', 'service', '', log, '-o', 'table']);
    expect(stdout).toMatch(/^service\s+count\s+share/);
    expect(stdout).toMatch(/api\s+45\s+75\.0%\s+█{15}\n/);
    expect((await tailrace(['top', 'service', 'nowhere', log])).code).toBe(1);
    expect((await tailrace(['top', 'service', '* | count', log])).code).toBe(2);
  });

  it('goes on counting with --follow, also in a pipe', async () => {
    const growing = join(folder, 'growing.log');
    writeFileSync(growing, line('12:00:00', 'info', 'a'));
    const following = start(['top', 'level', '', growing, '--follow']);
    await following.until('stdout', '"count":1');
    appendFileSync(growing, line('12:00:01', 'error', 'b').repeat(2));
    await following.until('stdout', '"value":"error","count":2');
    expect(await following.end('SIGINT')).toBe(0);
  });
});

describe('patterns', () => {
  const pattern = 'job <*> of user <*> done';

  it.each(SOURCES)('groups the messages of %s', async (_, source) => {
    const { code, stdout } = await tailrace(['patterns', 'level:error', source()]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toEqual([
      expect.objectContaining({ count: 6, share: 1, pattern, example: 'job 59 of user 2 done' }),
    ]);
  });

  it('tells how it went over time: of files always, of others with --trend', async () => {
    const [ofFile] = jsonLines<{ trend: string }>((await tailrace(['patterns', '', log])).stdout);
    const counts = (ofFile?.trend ?? '').split(' ').map(Number);
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(60);
    const [ofServer] = jsonLines<{ trend: string }>((await tailrace(['patterns', '', url, '--trend'])).stdout);
    expect(ofServer?.trend).toBe(ofFile?.trend);
    const { stdout } = await tailrace(['patterns', '', log, '-o', 'table', '--examples']);
    expect(stdout).toMatch(/60 {2}100\.0% {2}[▁-█]+ {2}job <\*> of user <\*> done\n.*job 59 of user 2 done/);
  });

  it('adds intervals up as the time that is seen grows', () => {
    const scale = new TimelineScale(4);
    const [one, other] = [new Timeline(scale), new Timeline(scale)];
    for (const at of [0, 1, 2, 3]) one.add(at, 1);
    expect(one.counts()).toEqual([1, 1, 1, 1]);
    other.add(1000, 5);
    expect(one.counts()).toEqual([4, 0, 0, 0]);
    expect(other.counts()).toEqual([0, 0, 0, 5]);
    expect(sparkline([0, 1, 4, 8])).toBe(' ▁▄█');
    expect(sparkline([])).toBe('');
  });
});

describe('context', () => {
  it('shows the records around a line of a file, and marks the one', async () => {
    const raw = await tailrace(['context', `${log}:30`, '-C', '1', '--template', '{message}']);
    expect(raw.stdout).toBe('  job 28 of user 1 done\n▶ job 29 of user 2 done\n  job 30 of user 0 done\n');
    const { stdout } = await tailrace(['context', `${log}:1`, '-B', '5', '-A', '2']);
    expect(messages(stdout)).toEqual(['job 0 of user 0 done', 'job 1 of user 1 done', 'job 2 of user 2 done']);
    const beyond = await tailrace(['context', `${log}:99`]);
    expect(beyond.code).toBe(1);
    expect(beyond.stderr).toContain('has no line 99');
  });

  it.each(SOURCES)('shows the records around one by its id, of %s', async (_, source) => {
    const [record] = jsonLines<{ id: string }>((await tailrace(['search', '"job 40 of"', source()])).stdout);
    const { code, stdout } = await tailrace(['context', record?.id ?? '', source(), '--around', '2']);
    expect(code).toBe(0);
    expect(messages(stdout).map((message) => message.split(' ')[1])).toEqual(['38', '39', '40', '41', '42']);
    const unknown = await tailrace(['context', '01931c5e-8f00-7c3a-8d2e-5b0b2f4c1a77', source()]);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
  });

  it.each(SOURCES)(
    'shows what is around each match of %s: what meets is one, what does not is set apart',
    async (_, source) => {
      const query = '("job 10 of" OR "job 12 of" OR "job 40 of")';
      const { code, stdout } = await tailrace([
        'context',
        '--each',
        query,
        source(),
        '-C',
        '1',
        '--template',
        '{message:.6}',
      ]);
      expect(code).toBe(0);
      expect(stdout).toBe('  job 9 \n▶ job 10\n  job 11\n▶ job 12\n  job 13\n--\n  job 39\n▶ job 40\n  job 41\n');
      expect((await tailrace(['context', '--each', 'nowhere', source()])).code).toBe(1);
    },
  );

  it('keeps no more than it has to', () => {
    const around = new Neighbourhood({ before: 1, after: 0 });
    const record = (id: string) => ({ id, timestamp: '', level: 'info', severity: 9, message: id });
    const shown = 'abcdX'.split('').flatMap((id) => around.take(record(id), id === 'X'));
    expect(shown.map((each) => each.record.id)).toEqual(['d', 'X']);
    expect(around.settled).toBe(true);
  });
});

describe('explain', () => {
  it('says a query in words, and how each source would answer', async () => {
    const { code, stdout } = await tailrace(['explain', 'level>=warn a | count by service', log, store, url]);
    expect(code).toBe(0);
    expect(stdout).toContain('Records whose level is warn or above, and whose message contains "a". Then count');
    expect(stdout).toContain('Understood as  level>=warn a | count by service');
    expect(stdout).toMatch(/app\.log\n {2}1\. All [\d,]+ bytes are read once/);
    expect(stdout).toMatch(/1\. \d+ of \d+ segments are read/);
    expect(stdout).toContain('duckdb works out: level>=warn a');
    expect(stdout).not.toContain('SELECT');
    const statements = await tailrace(['explain', '"one value"', store, '--statements']);
    expect(statements.stdout).toMatch(/sql, \d values? bound\n {4}SELECT/);
    expect(statements.stdout).not.toMatch(/SELECT.*one value/);
    expect(stdout).toContain('The pipes run here.');
  });

  it('asks a server for its plan, and leaves the words where it has none', async () => {
    const { code, stdout } = await tailrace(['explain', 'a | count by service', url, '--statements']);
    expect(code).toBe(0);
    expect(stdout).toContain('1. The server answers the whole query, pipes included');
    expect(stdout).toMatch(/duckdb works out: a \| count by service/);
    expect(stdout).toMatch(/sql, \d values? bound\n {4}SELECT/);
    const older = await fakeServer((_request, response) => reply(response, 404, {}));
    const general = await tailrace(['explain', 'a | count', log, older.url]);
    expect(general.code).toBe(0);
    expect(general.stdout).toContain('The server filters; matching records come as a stream');
    expect(older.requests.map((request) => request.url)).toEqual(['/v1/explain?q=a+']);
    const away = await tailrace(['explain', 'a', await deadAddress()]);
    expect(away.code).toBe(0);
    expect(away.stdout).toMatch(/whose message contains "a"[\s\S]*It does not say how it would answer: http/);
  });

  it('shows the place of a mistake with carets, and ends with 2', async () => {
    const { code, stdout } = await tailrace(['explain', 'level>=warn (a OR b']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/\n {2}level>=warn \(a OR b\n {14}\^\n/);
  });

  it('prints the syntax tree as JSON', async () => {
    const { stdout } = await tailrace(['explain', '--json', 'service:api | limit 3', '--since', '2026-01-31']);
    expect(JSON.parse(stdout)).toMatchObject({
      source: 'service:api | limit 3',
      filter: { type: 'compare', field: ['service'], value: 'api' },
      pipes: [{ type: 'limit', count: 3 }],
      from: '2026-01-31T00:00:00.000Z',
      notes: [],
    });
    const broken = await tailrace(['explain', '--json', '(a']);
    expect(broken.code).toBe(2);
    expect(JSON.parse(broken.stdout)).toMatchObject({ problem: { from: 0 } });
  });
});
