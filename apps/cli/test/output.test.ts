import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeWriter } from '../src/output/time-form.ts';
import { jsonLines, line, tailrace, temporaryFolder } from './cli.ts';
import { withoutColours } from './terminal.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
writeFileSync(
  log,
  [
    line('12:00:00', 'info', 'order saved', { service: 'shop', user: { id: 7 } }),
    line('12:00:01', 'error', 'order refused', { service: 'shop', user: { id: 8 } }),
    line('12:00:02', 'warn', 'slow answer', { service: 'api' }),
  ].join(''),
);

describe('forms of output', () => {
  const out = async (...words: string[]): Promise<string> => (await tailrace(['search', ...words])).stdout;

  it('are JSON lines, one JSON array, logfmt, the lines as they stood, CSV, tables and templates', async () => {
    const fields = ['-f', 'level,user.id'];
    expect(jsonLines(await out('order', log, ...fields))).toEqual([
      { level: 'info', 'user.id': 7 },
      { level: 'error', 'user.id': 8 },
    ]);
    expect(await out('order', log, '-o', 'ndjson')).toBe(await out('order', log, '-o', 'jsonl'));
    expect(JSON.parse(await out('order', log, '-o', 'json'))).toHaveLength(2);
    expect(JSON.parse(await out('nothing', log, '-o', 'json'))).toEqual([]);
    expect(await out('refused', log, '-o', 'logfmt', '-f', 'level,message,user.id,host')).toBe(
      'level=error message="order refused" user.id=8\n',
    );
    expect(await out('refused', log, '-o', 'logfmt')).toContain('level=error msg="order refused" service=shop');
    expect(await out('refused', log, '-o', 'raw')).toBe(
      line('12:00:01', 'error', 'order refused', { service: 'shop', user: { id: 8 } }),
    );
    expect(await out('order', log, '--template', '{time} {level:>5} {message} {user.id}')).toBe(
      '2026-01-31T12:00:00.000Z  info order saved 7\n2026-01-31T12:00:01.000Z error order refused 8\n',
    );
  });

  it('write tables of queries with pipes, too', async () => {
    const query = '* | count by service';
    expect(JSON.parse(await out(query, log, '-o', 'json'))).toEqual([
      { service: 'shop', count: 2 },
      { service: 'api', count: 1 },
    ]);
    expect(await out(query, log, '-o', 'csv')).toBe('service,count\nshop,2\napi,1\n');
    expect(await out(query, log, '-o', 'logfmt')).toBe('service=shop count=2\nservice=api count=1\n');
  });

  it('tell what is stored beside what is counted, where records count for more than one', async () => {
    const sampled = join(folder, 'sampled.log');
    const wire = (id: number, service: string, more: object = {}): string =>
      `${JSON.stringify({ id: `01931c5e-8f00-7c3a-8d2e-5b0b2f4c1a0${id}`, timestamp: `2026-01-31T12:00:0${id}.000Z`, level: 'info', severity: 9, message: 'm', service, ...more })}\n`;
    writeFileSync(sampled, wire(1, 'web', { sample_rate: 10 }) + wire(2, 'api') + wire(3, 'web', { sample_rate: 10 }));
    const query = '| count by service';
    const rows = [
      { service: 'web', count: 20, records: 2 },
      { service: 'api', count: 1, records: 1 },
    ];
    expect(jsonLines(await out(query, sampled))).toEqual(rows);
    expect(JSON.parse(await out(query, sampled, '-o', 'json'))).toEqual(rows);
    expect(await out(query, sampled, '-o', 'logfmt')).toContain('service=web count=20 records=2\n');
    expect(await out(query, sampled, '-o', 'csv')).toBe('service,count\nweb,20\napi,1\n');
    const table = await out(query, sampled, '-o', 'table', '--color', 'always');
    expect(table).toContain('web         20  \u001b[2m     2\u001b[22m\n');
    expect(withoutColours(table).split('\n')[0]).toBe('service  count  stored');
    expect(jsonLines(await out('| count, records by service', sampled))).toEqual(rows);
  });

  it('mark the records that were found among those that lie around them', async () => {
    const query = ['level:error | context 1', log];
    expect(jsonLines<{ match: boolean }>(await out(...query)).map(({ match }) => match)).toEqual([false, true, false]);
    expect(jsonLines(await out(...query, '-f', 'level'))[1]).toEqual({ level: 'error', match: true });
    expect(await out(...query, '-o', 'logfmt', '-f', 'level')).toContain('level=error match=true\n');
    expect(await out(...query, '--template', '{message}')).toBe('  order saved\n▶ order refused\n  slow answer\n');
    expect(await out(...query, '-o', 'table', '-f', 'level,service')).toBe(
      '   level  service\n─  ─────  ───────\n   info   shop\n▶  error  shop\n   warn   api\n',
    );
    expect((await out(...query, '-o', 'raw')).split('\n')[1]).toBe(
      line('12:00:01', 'error', 'order refused', { service: 'shop', user: { id: 8 } }).trim(),
    );
  });

  it('show times in the form asked for, in templates and tables', async () => {
    const template = ['slow', log, '--template', '{time} {{time}} {message}'];
    expect(await out(...template, '--time', 'utc')).toBe('2026-01-31 12:00:02Z {time} slow answer\n');
    const table = await out('slow', log, '-o', 'table', '-f', 'timestamp', '--time', 'iso');
    expect(table.split('\n')[2]).toBe('2026-01-31T12:00:02.000Z');
    const now = (): number => Date.UTC(2026, 0, 31, 12);
    const relative = timeWriter('relative', now);
    expect([0, 999, 1000, 59_999, 60_000, 7_200_000, 90_000_000].map((ago) => relative(now() - ago))).toEqual([
      'now',
      'now',
      '1s ago',
      '59s ago',
      '1m ago',
      '2h ago',
      '1d ago',
    ]);
    expect(relative(now() + 5000)).toBe('in 5s');
  });

  it('write failures as JSON for programs', async () => {
    const failed = await tailrace(['search', 'x', '/nowhere.log', '--errors', 'json']);
    expect(failed.code).toBe(3);
    expect(jsonLines(failed.stderr)[0]).toEqual({
      level: 'error',
      code: 'failed',
      exit: 3,
      message: 'There is no file, folder or address /nowhere.log.',
    });
    const [unknown] = jsonLines((await tailrace(['serch', '--errors=json'])).stderr);
    expect(unknown).toMatchObject({ level: 'error', code: 'usage', exit: 2 });
  });

  it('say so where a query is the name of a file', async () => {
    const { stderr } = await tailrace(['search', log], { env: { TAILRACE_URL: 'http://127.0.0.1:1' } });
    expect(stderr).toContain('is the QUERY here, though a file has this name');
  });
});
