import { until } from '@tailrace/core/testing';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { read, utils } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { workbookBytes } from '../src/exporting/workbook.ts';
import { ended, jsonLines, line, start, tailrace, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
writeFileSync(
  log,
  [
    line('12:00:00', 'info', '=HYPERLINK("http://evil","x")', {
      card: '4111111111111111222',
      count: -5,
      big: 1234567890123456,
    }),
    line('12:00:01', 'error', '数据库 👨‍👩‍👧\nsecond line', { ok: true, deep: { a: [1, 2] } }),
    line('12:00:02', 'warn', `long ${'x'.repeat(40_000)}`, { count: 0.1, literal: '_x0041_ \u0007' }),
  ].join(''),
);
const path = (name: string): string => join(mkdtempSync(join(folder, 'out-')), name);

/** A workbook as another reader has it. */
function workbook(file: string): ReturnType<typeof read> {
  return read(readFileSync(file), { cellDates: true, cellNF: true, UTC: true });
}

describe('an export', () => {
  it('writes JSON, NDJSON and CSV by the name of the file, compressed where it ends in .gz', async () => {
    const [json, ndjson, csv] = [path('all.json'), path('all.jsonl.gz'), path('all.csv')];
    for (const to of [json, ndjson, csv]) {
      const { code, stdout, stderr } = await tailrace(['export', '', log, '--to', to]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toBe(`3 rows written to ${to}.\n`);
    }
    const records = JSON.parse(readFileSync(json, 'utf8')) as unknown[];
    expect(records).toHaveLength(3);
    expect(jsonLines(gunzipSync(readFileSync(ndjson)).toString())).toEqual(records);
    const [head, first] = readFileSync(csv, 'utf8').split('\r\n');
    expect(head).toBe(
      'timestamp,level,service,host,logger,message,count,card,big,ok,deep,literal,trace_id,span_id,exception,sample_rate,id,more_attributes',
    );
    expect(first).toContain(`,info,,,,"'=HYPERLINK(""http://evil"",""x"")",-5,4111111111111111222,1234567890123456,`);
  });

  it('writes the table of a query with pipes, chosen fields, and to standard output', async () => {
    const pipes = await tailrace(['export', '* | count by level | sort level', log, '-o', 'csv']);
    expect(pipes.stdout).toBe('level,count\r\nerror,1\r\ninfo,1\r\nwarn,1\r\n');
    const chosen = await tailrace(['export', 'level:info', log, '-f', 'level,message', '-o', 'csv', '--keep-formulas']);
    expect(chosen.stdout).toBe('level,message\r\ninfo,"=HYPERLINK(""http://evil"",""x"")"\r\n');
    expect(jsonLines((await tailrace(['export', '', log, '-n', '1'])).stdout)).toHaveLength(1);
    expect((await tailrace(['export', 'nowhere', log, '-o', 'json'])).stdout).toBe('[]\n');
  });

  it('replaces no file unasked, leaves no half of one, and says what it cannot write', async () => {
    const to = path('kept.csv');
    writeFileSync(to, 'mine');
    const refused = await tailrace(['export', '', log, '--to', to]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(to, 'utf8')).toBe('mine');
    expect((await tailrace(['export', '', log, '--to', to, '--force'])).code).toBe(0);
    expect(readFileSync(to, 'utf8')).not.toBe('mine');
    expect((await tailrace(['export', '', log, '--to', path('x.doc')])).stderr).toContain(
      'cannot be told from its name',
    );
    expect((await tailrace(['export', '', log, '--to', join(folder, 'missing', 'x.csv')])).code).toBe(3);

    const half = path('half.ndjson');
    const exporting = start(['export', '', '-', '--to', half]);
    exporting.child.stdin?.write(line('12:00:00', 'info', 'x').repeat(5000));
    await until(() => readdirSync(join(half, '..')).length > 0);
    expect(await exporting.end('SIGINT')).toBe(130);
    expect(existsSync(half)).toBe(false);
    expect(readdirSync(join(half, '..'))).toEqual([]);
  });
});

describe('a workbook', () => {
  it('has dates as dates, text as text, numbers as numbers, and nothing that runs', async () => {
    const to = path('all.xlsx');
    expect((await tailrace(['export', '', log, '--to', to])).code).toBe(0);
    const { Sheets, SheetNames } = workbook(to);
    expect(SheetNames).toEqual(['Records']);
    const sheet = Sheets['Records'] ?? {};
    const rows = utils.sheet_to_json<Record<string, unknown>>(sheet, { UTC: true });
    expect(rows[0]).toMatchObject({
      timestamp: new Date('2026-01-31T12:00:00.000Z'),
      level: 'info',
      message: '=HYPERLINK("http://evil","x")',
      card: '4111111111111111222',
      count: -5,
      big: '1234567890123456',
    });
    expect(rows[1]).toMatchObject({ message: '数据库 👨‍👩‍👧\nsecond line', ok: true, deep: '{"a":[1,2]}' });
    expect(rows[2]).toMatchObject({ count: 0.1, literal: '_x0041_ \u0007' });
    expect(String(rows[2]?.['message'])).toHaveLength(32_767);
    expect(String(rows[2]?.['message'])).toMatch(/… \(cut\)$/);
    for (const [name, cell] of Object.entries(sheet)) {
      if (!name.startsWith('!')) expect((cell as { f?: string }).f).toBeUndefined();
    }
    expect((sheet['A2'] as { z?: string }).z).toBe('yyyy-mm-dd hh:mm:ss.000');
  });

  it('keeps its heading in sight and its columns wide enough, as unzip shows it', async () => {
    const to = path('all.xlsx');
    await tailrace(['export', '', log, '--to', to]);
    const { stdout, code } = await ended('unzip', ['-p', to, 'xl/worksheets/sheet1.xml']);
    expect(code).toBe(0);
    expect(stdout).toContain('ySplit="1" topLeftCell="A2" state="frozen"');
    expect(stdout).toMatch(/<col min="1" max="1" width="25"/);
    expect(stdout).not.toContain('<f>');
    expect((await ended('unzip', ['-tq', to])).stdout).toContain('No errors');
  });

  it('goes on in another sheet when one is full, with its heading', async () => {
    const to = path('many.xlsx');
    expect((await tailrace(['export', '', log, '--to', to, '--sheet-rows', '3', '-f', 'level'])).code).toBe(0);
    const { Sheets, SheetNames } = workbook(to);
    const rows = SheetNames.map((name) => utils.sheet_to_json(Sheets[name] ?? {}, { header: 1 }));
    expect(rows).toEqual([
      [['level'], ['info'], ['error']],
      [['level'], ['warn']],
    ]);
    expect((await tailrace(['export', '', log, '--to', path('x.xlsx'), '--sheet-rows', '1048577'])).code).toBe(2);
  });

  it('takes rows only as its bytes are taken: memory does not grow with them', async () => {
    let made = 0;
    async function* rows(): AsyncGenerator<readonly unknown[]> {
      for (; made < 1_000_000; made += 1) yield await Promise.resolve([made, `row ${made} ${Math.sin(made)}`]);
    }
    const bytes = workbookBytes({ columns: ['n', 'text'], rows: rows() });
    for (let index = 0; index < 20; index += 1) await bytes.next();
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(100_000);
    await bytes.return(undefined);
  });
});
