import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { layOutTable } from '../src/terminal/table.ts';
import { palette, wantsColour } from '../src/terminal/colour.ts';
import { csvLine } from '../src/output/csv.ts';
import { highlighter } from '../src/output/highlight.ts';
import { timeWriter } from '../src/output/time-form.ts';
import { parseQuery } from '@tailrace/query';
import { jsonLines, line, tailrace, temporaryFolder } from './cli.ts';
import { atTerminal, HAS_TERMINAL, tailraceAtTerminal, withoutColours } from './terminal.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
const nasty = join(folder, 'nasty.log');
writeFileSync(
  log,
  [
    line('12:00:00', 'info', 'order saved', { service: 'shop', user: { id: 7 } }),
    line('12:00:01', 'error', 'order refused', { service: 'shop', user: { id: 8 } }),
    line('12:00:02', 'warn', 'slow answer', { service: 'api' }),
  ].join(''),
);
writeFileSync(
  nasty,
  [
    line('12:00:00', 'error', '数据库连接失败 👨‍👩‍👧 order', { service: '订单服务' }),
    line('12:00:01', 'info', 'e\u0301clair \u001b[31mred \u001b]0;evil\u0007 order\r\nforged', { service: 'api' }),
    line('12:00:02', 'warn', 'order \u202eabc \u009b31m', { service: 'api' }),
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

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=1', '＝1', '＠x'])(
    'keeps a spreadsheet from running %j [CWE-1236]',
    (cell) => {
      expect(csvLine([cell]).replace(/^"/, '')[0]).toBe("'");
      expect(csvLine([cell], true)).not.toContain("'");
    },
  );

  it('leaves numbers alone and quotes what has to be quoted', () => {
    expect(csvLine([-5, 'a,b', 'say "x"', null, { a: 1 }])).toBe('-5,"a,b","say ""x""",,"{""a"":1}"');
  });
});

describe('highlights', () => {
  const mark = (text: string): string => `<${text}>`;
  const marked = (query: string, text: string): string => highlighter(parseQuery(query).filter, mark)?.(text) ?? text;

  it('mark what was searched for in any case, and not what was left out', () => {
    expect(marked('order -saved', 'Order saved, ORDER refused')).toBe('<Order> saved, <ORDER> refused');
    expect(marked('"a.b" service:shop', 'a.b axb shop')).toBe('<a.b> axb <shop>');
    expect(marked('get*200', 'GET /x 200')).toBe('<GET> /x <200>');
    expect(marked('*', 'x')).toBe('x');
  });

  it('step over colours that are there', () => {
    expect(marked('31 red', '\u001b[31mred 31\u001b[39m')).toBe('\u001b[31m<red> <31>\u001b[39m');
  });
});

describe('tables', () => {
  const columns = ['id', 'name', 'message', 'count', 'more', 'last'].map((name, index) => ({
    name,
    align: index === 3 ? ('right' as const) : ('left' as const),
  }));
  const rows = [
    ['1', '数据库连接失败', 'a long message that goes on and on and on, 👨‍👩‍👧 e\u0301', '1,234', 'x', 'y'],
    ['2', 'é', 'line\nbreak\tand \u001b[31mcolour', '5', '', '漢'],
  ];

  /** A line's characters by the columns of a terminal: a wide one fills two, and '' stands for its second. */
  function cellsOf(text: string): string[] {
    return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment).flatMap((character) => [
      character,
      ...Array.from({ length: stringWidth(character) - 1 }, () => ''),
    ]);
  }

  it('fit any width from 20 columns, whatever is in them', () => {
    for (let width = 20; width <= 400; width += 1) {
      const lines = layOutTable(columns, rows, width, palette(false));
      expect(lines).toHaveLength(4);
      for (const each of lines) expect(stringWidth(each)).toBeLessThanOrEqual(width);
    }
  });

  it('begin their columns at the same place in every line, wide characters or not', () => {
    for (let width = 20; width <= 200; width += 1) {
      const [head = '', rule = '', ...others] = layOutTable(columns, rows, width, palette(false));
      const gaps = Array.from(rule.matchAll(/ {2}/g), ({ index }) => index);
      expect(gaps.length).toBeGreaterThan(0);
      for (const cells of [head, ...others].map(cellsOf)) {
        expect(gaps.map((gap) => cells.slice(gap, gap + 2).join(''))).toEqual(gaps.map(() => '  '));
      }
    }
  });

  it('say with … where columns were left away, and leave none away that has room', () => {
    expect(layOutTable(columns, rows, 20, palette(false))[0]).toMatch(/^id\s+name\s+…$/);
    expect(layOutTable(columns, rows, 400, palette(false))[0]).toMatch(/last$/);
  });
});

describe('colour', () => {
  it('is decided by the option, then NO_COLOR, then what forces it, then CLICOLOR, then the terminal', () => {
    expect(wantsColour('always', { NO_COLOR: '1' }, false)).toBe(true);
    expect(wantsColour('never', { FORCE_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour('auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour('auto', { FORCE_COLOR: '1', CLICOLOR: '0' }, false)).toBe(true);
    expect(wantsColour('auto', { CLICOLOR_FORCE: '1' }, false)).toBe(true);
    expect(wantsColour('auto', { CLICOLOR: '0' }, true)).toBe(false);
    expect(wantsColour('auto', { TERM: 'dumb' }, true)).toBe(false);
    expect(wantsColour('auto', {}, true)).toBe(true);
  });
});

describe.skipIf(!HAS_TERMINAL)('at a terminal', () => {
  it('records are coloured lines with what was searched for marked, and nothing in them moves the cursor [CWE-150]', async () => {
    const screen = await tailraceAtTerminal(['search', 'order', nasty, '--no-pager', '--time', 'utc']);
    expect(screen).toContain('\u001b[7morder\u001b[27m');
    expect(screen.split('\n')).toHaveLength(4);
    for (const evil of ['\u001b[31mred', '\u001b]0;', '\u0007', '\u202e', '\u009b']) expect(screen).not.toContain(evil);
    expect(withoutColours(screen)).toContain('2026-01-31 12:00:00Z ERROR 订单服务 数据库连接失败 👨‍👩‍👧 order');
    const plain = await tailraceAtTerminal(['search', 'order', nasty, '--no-pager', '--theme', 'none']);
    expect(plain).not.toContain('\u001b');
    const light = await tailraceAtTerminal(['search', 'abc', nasty, '--no-pager'], { env: { COLORFGBG: '0;15' } });
    expect(light).toContain('\u001b[38;5;130mWARN');
  });

  it.each([20, 47, 200])('a table is cut to its %i columns', async (columns) => {
    const words = ['search', '', nasty, '-f', 'timestamp,level,service,message', '--no-pager'];
    const lines = withoutColours(await tailraceAtTerminal(words, { columns }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(5);
    for (const each of lines) expect(stringWidth(each)).toBeLessThanOrEqual(columns);
  });

  it('a long answer goes through the pager, which the environment names', async () => {
    const pager = join(folder, 'pager.sh');
    writeFileSync(pager, `#!/bin/sh\necho "LESS=$LESS"\nsed 's/^/| /'\n`, { mode: 0o755 });
    const screen = await tailraceAtTerminal(['search', '', log], { env: { PAGER: pager } });
    expect(screen).toMatch(/^LESS=FRX\n\| /);
    expect(await tailraceAtTerminal(['search', '', log, '--no-pager'], { env: { PAGER: pager } })).not.toContain('| ');
    expect(
      await tailraceAtTerminal(['search', '', log], { env: { PAGER: pager, TAILRACE_PAGER: 'cat' } }),
    ).not.toContain('| ');
  });

  it('help is wrapped to its width', async () => {
    for (const columns of [40, 100]) {
      const screen = withoutColours(await tailraceAtTerminal(['search', '--help'], { columns }));
      // Lines to be copied stay whole.
      const [text = ''] = screen.split('\nExamples\n');
      const lines = text.split('\n').filter((each) => !each.startsWith('Usage'));
      const longest = Math.max(...lines.map((each) => each.length));
      expect(longest).toBeLessThanOrEqual(columns);
    }
  });

  it('top is drawn anew as records arrive, and gives the terminal back when it is interrupted', async () => {
    const growing = join(folder, 'growing.log');
    writeFileSync(growing, line('12:00:00', 'info', 'a', { service: 'one' }));
    const main = new URL('../dist/main.js', import.meta.url).pathname;
    const terminal = atTerminal(`'${process.execPath}' '${main}' top service '' '${growing}' --follow`, { rows: 30 });
    // oxlint-disable-next-line no-control-regex -- the other screen begins with ESC
    await terminal.until(/\u001b\[\?1049h[^]*one\s+1/);
    appendFileSync(growing, line('12:00:01', 'info', 'b', { service: 'two' }).repeat(3));
    await terminal.until(/two\s+3\s+75\.0%/);
    terminal.type('\u0003');
    await terminal.ended;
    // oxlint-disable-next-line no-control-regex -- and ends with ESC
    expect(terminal.screen()).toMatch(/\u001b\[\?1049l[^]*two\s+3\s+75\.0%/);
  });
});
