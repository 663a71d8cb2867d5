import { describe, expect, it } from 'vitest';
import { type CompletionItem, complete } from '@tailrace/query';

const SOURCE = {
  fields: [
    {
      name: 'service',
      type: 'text',
      count: 9,
      values: [
        { value: 'api', count: 5 },
        { value: 'Billing Service', count: 4 },
      ],
    },
    { name: 'status', type: 'number', values: [{ value: '200' }, { value: '500' }] },
    { name: 'user.id', type: 'mixed' },
    '"with space"',
  ],
  values: { status: ['404'] },
};

/** Completes where the bar stands. */
function at(text: string): readonly CompletionItem[] {
  const cursor = text.indexOf('¦');
  return complete(text.replace('¦', ''), cursor, SOURCE);
}

/** The text after taking an item. */
function taken(text: string, label: string): string {
  const item = at(text).find((candidate) => candidate.label === label);
  if (item === undefined) return 'not offered';
  const plain = text.replace('¦', '');
  return plain.slice(0, item.from) + item.insert + plain.slice(item.to);
}

describe('completion', () => {
  it.each([
    ['¦', 'service', 'service:'],
    ['ser¦', 'service', 'service:'],
    ['level:error -(st¦', 'status', 'level:error -(status:'],
    ['id¦', 'user.id', 'user.id:'],
    ['service:¦', 'api', 'service:api'],
    ['service:b¦', 'Billing Service', 'service:"Billing Service"'],
    ['service:"Bil¦', 'Billing Service', 'service:"Billing Service"'],
    ['service:(api OR bi¦', 'Billing Service', 'service:(api OR "Billing Service"'],
    ['service in (a¦', 'api', 'service in (api'],
    ['-status:5¦', '500', '-status:500'],
    ['status>=4¦', '404', 'status>=404'],
    ['status:¦', '*', 'status:*'],
    ['level>=wa¦', 'warn', 'level>=warn'],
    ['a O¦', 'OR', 'a OR'],
    ['* | co¦', 'count', '* | count'],
    ['* | pat¦', 'patterns', '* | patterns'],
    ['* | p9¦', 'p95(field)', '* | p95('],
    ['* | avg(st¦', 'status', '* | avg(status'],
    ['* | count by ser¦', 'service', '* | count by service'],
    ['* | count by service, 5¦', '5m', '* | count by service, 5m'],
    ['* | count ¦', 'by', '* | count by'],
    ['* | count, a¦', 'avg(field)', '* | count, avg('],
    ['* | sort -st¦', 'status', '* | sort -status'],
    ['"a | b" ser¦', 'service', '"a | b" service:'],
    ['a || ser¦', 'service', 'a || service:'],
  ])('of %s with %s gives %s', (text, label, result) => {
    expect(taken(text, label)).toBe(result);
  });

  it('says what it offers', () => {
    expect(at('service:a¦')[0]).toEqual({
      insert: 'api',
      label: 'api',
      kind: 'value',
      detail: 'in 5 records',
      from: 8,
      to: 9,
    });
    expect(at('serv¦')[0]).toMatchObject({ kind: 'field', detail: 'text, in 9 records', from: 0, to: 4 });
  });

  it('puts what begins as typed before what has it elsewhere', () => {
    expect(
      at('s¦')
        .map(({ label }) => label)
        .slice(0, 2),
    ).toEqual(['service', 'status']);
  });

  it('offers no fields inside a phrase or a number', () => {
    expect(at('"ser¦')).toEqual([]);
    expect(at('* | limit 5¦')).toEqual([]);
  });
});

describe('completion of pipes', () => {
  it.each([
    ['* | con', 'context'],
    ['* | join', 'join-trace'],
    ['* | ren', 'rename'],
    ['* | context b', 'before'],
    ['* | p99', 'p99('],
    ['* | count by level | rename ', 'level'],
    ['* | count by level | rename count ', 'as'],
    ['* | count as n by level | sort ', 'level'],
    ['* | patterns | fields ', 'count'],
    ['* | fields path ', 'as'],
    ['* | top 5 path by ', 'count'],
    ['* | sort duration_ms ', 'desc'],
  ])('offers behind %s: %s', (text, insert) => {
    expect(complete(text, text.length).map((item) => item.insert)).toContain(insert);
  });

  it('offers nothing of records behind a table', () => {
    const inserts = complete('* | count | ', 12).map(({ insert }) => insert);
    expect(inserts).toContain('rename');
    expect(inserts).not.toContain('context');
  });
});
