import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { Differences } from '../src/comparing/differences.ts';
import { flattener } from '../src/comparing/flat-fields.ts';
import { ContentMatching } from '../src/comparing/content-matching.ts';
import { jsonLines, line, tailrace, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();
const old = join(folder, 'old.log');
const fresh = join(folder, 'new.log');
// The old logger writes text, the new one JSON.
writeFileSync(
  old,
  [
    '2026-01-31 12:00:00,100 - orders - INFO - saved 1',
    '2026-01-31 12:00:01,100 - orders - WARNING - slow',
    '2026-01-31 12:00:02,100 - orders - ERROR - refused',
    '2026-01-31 12:00:03,100 - orders - INFO - gone',
  ].join('\n'),
);
writeFileSync(
  fresh,
  [
    line('12:00:00', 'info', 'saved 1', { logger: 'orders', user: { id: 7 } }),
    line('12:00:01', 'warn', 'slow', { logger: 'orders' }),
    line('12:00:09', 'error', 'refused', { logger: 'orders' }),
    line('12:00:10', 'info', 'extra', { logger: 'orders' }),
  ].join(''),
);

function record(id: string, time: number, message: string, more: Partial<WireRecord> = {}): WireRecord {
  return { id, timestamp: new Date(time).toISOString(), level: 'info', severity: 9, message, ...more };
}

describe('a comparison [A11]', () => {
  it('matches what two loggers wrote, whatever their formats, and counts what differs by field', async () => {
    const { code, stdout } = await tailrace(['compare', old, fresh, '--ignore', 'logger,level']);
    expect(code).toBe(1);
    const [summary, ...rest] = jsonLines(stdout);
    expect(summary).toMatchObject({
      kind: 'summary',
      records: { old: 4, new: 4 },
      matched: 2,
      equal: 1,
      different: 1,
      onlyInOld: 2,
      onlyInNew: 2,
    });
    expect(rest[0]).toEqual({
      kind: 'field',
      how: 'only in new',
      field: 'user.id',
      count: 1,
      examples: [{ new: '7', message: 'saved 1' }],
    });
    const alone = rest.filter(({ kind }) => kind === 'only') as unknown as { in: string; record: WireRecord }[];
    expect(alone.map((each) => [each.in, each.record.message])).toEqual([
      ['old', 'refused'],
      ['old', 'gone'],
      ['new', 'refused'],
      ['new', 'extra'],
    ]);
  });

  it('takes a wider window, a filter and names to leave out, and ends with 0 where all is equal', async () => {
    const words = ['--ignore', 'logger', '--ignore', 'user,level', '--window', '10s', '--where', '-gone -extra'];
    const { code, stdout } = await tailrace(['compare', old, fresh, ...words, '-o', 'text']);
    expect(stdout).toContain('3 in both, matched by message and level within 10 s:\n  3 equal, 0 different');
    expect(code).toBe(0);
  });

  it('matches by id or by place, and tells people with a table', async () => {
    expect((await tailrace(['compare', fresh, fresh, '--by', 'id'])).code).toBe(0);
    const { code, stdout } = await tailrace([
      'compare',
      old,
      fresh,
      '--by',
      'sequence',
      '-i',
      'level,logger',
      '-o',
      'text',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('4 in both, matched by their place in order:\n  2 equal, 2 different');
    expect(stdout).toMatch(/field\s+how\s+records\s+old\s+new\s+message/);
    expect(stdout).toMatch(/message\s+changed\s+1\s+"gone"\s+"extra"\s+gone/);
    expect((await tailrace(['compare', old])).code).toBe(2);
    expect((await tailrace(['compare', old, fresh, '--by', ','])).code).toBe(2);
  });

  it('tells a change of type from a change', () => {
    const differences = new Differences(flattener(['id']), 1);
    differences.pair(
      record('a', 0, 'x', { attributes: { status: 200, deep: { a: 1 }, gone: true } }),
      record('b', 0, 'x', { attributes: { status: '200', deep: { a: 2 } } }),
    );
    expect(differences.result().fields.map(({ field, kind }) => [field, kind])).toEqual([
      ['deep.a', 'changed'],
      ['gone', 'only in old'],
      ['status', 'type'],
    ]);
  });

  it('tells the one record that is missing among many of the same message, and not those after it', async () => {
    const requests = Array.from({ length: 60 }, (_, n) => ({ requestId: `r${n}`, ms: n, status: 200 }));
    const served = (more: Record<string, unknown>): string => line('12:00:00', 'info', 'served', more);
    const [before, after] = [join(folder, 'before.log'), join(folder, 'after.log')];
    writeFileSync(before, requests.map(served).join(''));
    const changed = requests
      .map((request, n) => (n === 40 ? { ...request, status: '200' } : request))
      .filter((_, n) => n !== 7);
    writeFileSync(after, changed.toReversed().map(served).join(''));
    const { code, stdout } = await tailrace(['compare', before, after, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      matched: 59,
      equal: 58,
      onlyInOld: 1,
      onlyInNew: 0,
      fields: [{ field: 'status', how: 'type', count: 1, examples: [{ old: '200', new: '"200"', message: 'served' }] }],
      only: { old: [{ attributes: { requestId: 'r7' } }], new: [] },
    });
    expect((await tailrace(['compare', before, after, '-o', 'text'])).stdout).toMatch(
      /Only in old\n.*served \{"requestId":"r7"/,
    );
  });

  it('matches by fields of their own, and says where no record has them', async () => {
    const [before, after] = [join(folder, 'a.log'), join(folder, 'b.log')];
    writeFileSync(before, line('12:00:00', 'info', 'begun', { requestId: 'r1' }) + line('12:00:01', 'info', 'other'));
    writeFileSync(after, line('12:00:00', 'debug', 'Begun', { requestId: 'r1' }) + line('12:00:01', 'info', 'other'));
    const words = ['compare', before, after, '-i', 'level,severity,message', '--by'];
    expect((await tailrace([...words, 'requestId'])).code).toBe(0);
    const { code, stderr } = await tailrace([...words, 'luck']);
    expect(code).toBe(1);
    expect(stderr).toContain("No record has the field 'luck'");
  });

  it('matches what is most alike where nothing is equal, and lets go of what the window has passed', () => {
    const flatten = flattener(['id', 'timestamp']);
    const differences = new Differences(flatten, 5);
    const keyOf = ({ message }: WireRecord): string => message;
    const matching = new ContentMatching({ keyOf, flatten, windowMillis: 1000 }, differences);
    const same = (id: string, time: number, attributes: Record<string, unknown>): WireRecord =>
      record(id, time, 'same', { attributes });
    matching.take('old', same('1', 0, { request: 1, size: 1 }));
    matching.take('old', same('2', 10, { request: 2, size: 1 }));
    matching.take('new', same('3', 20, { request: 2, size: 2 }));
    expect(differences.result()).toMatchObject({ matched: 0 });
    matching.take('new', record('4', 5000, 'other'));
    expect(differences.result()).toMatchObject({
      matched: 1,
      fields: [{ field: 'size', count: 1 }],
      onlyIn: { old: { count: 1, examples: [{ id: '1' }] }, new: { count: 0 } },
    });
    matching.end();
    const { records, onlyIn } = differences.result();
    expect(records).toEqual({ old: 2, new: 2 });
    expect(onlyIn.new.examples.map(({ id }) => id)).toEqual(['4']);
  });

  it('matches those of an id one by one', async () => {
    const twice = join(folder, 'twice.log');
    const id = '0193a5e0-0000-7000-8000-000000000001';
    const text = line('12:00:00', 'info', 'same', { id });
    writeFileSync(twice, text + text);
    const { stdout, code } = await tailrace(['compare', twice, twice, '--by', 'id', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ matched: 2, equal: 2 });
    expect(code).toBe(0);
  });
});
