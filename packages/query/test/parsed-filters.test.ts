import type { FilterNode } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { attribute, equal, filterOf, text } from './parsing.ts';

describe('the filter', () => {
  it('reads the example of the docs [X3]', () => {
    expect(filterOf('level>=warn service:api "connection reset" -path:/healthz* duration_ms>250')).toEqual({
      type: 'and',
      filters: [
        { type: 'severity', operator: '>=', severity: 13 },
        equal(['service'], 'api'),
        text('connection reset'),
        { type: 'not', filter: { type: 'wildcard', field: attribute('path'), pattern: '/healthz*' } },
        { type: 'compare', field: attribute('duration_ms'), operator: '>', value: 250 },
      ],
    });
  });

  it.each<[string, FilterNode]>([
    ['', { type: 'everything' }],
    ['  *  ', { type: 'everything' }],
    ['**', { type: 'everything' }],
    ['timeout', text('timeout')],
    ['"a \\"quoted\\" b\\\\c"', text('a "quoted" b\\c')],
    ['C:\\temp', equal(attribute('C'), '\\temp')],
    ['main()', text('main()')],
    ['foo(bar(x)) y', { type: 'and', filters: [text('foo(bar(x))'), text('y')] }],
    ['http://host/path', text('http://host/path')],
    ['12:30:45', text('12:30:45')],
    ['error: refused', { type: 'and', filters: [text('error:'), text('refused')] }],
    ['--verbose', text('--verbose')],
    ['a - b', { type: 'and', filters: [text('a'), text('-'), text('b')] }],
    ['conn*reset', { type: 'text-wildcard', pattern: 'conn*reset' }],
    ['a\\*b', text('a*b')],
    ['a\\*b*', { type: 'text-wildcard', pattern: 'a\\*b*' }],
    ['/re(set|fused)/i', { type: 'text-regex', pattern: 're(set|fused)', ignoreCase: true }],
    ['/a\\/b/', { type: 'text-regex', pattern: 'a/b', ignoreCase: false }],
    ['/api/users', text('/api/users')],
    ['/api/users/', text('/api/users/')],
  ])('reads %j as words of the message', (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
  });

  it.each<[string, FilterNode]>([
    ['status:500', equal(attribute('status'), 500)],
    ['status:"500"', equal(attribute('status'), '500')],
    ['version:1.0', equal(attribute('version'), '1.0')],
    ['id:007', equal(['id'], '007')],
    ['x:-5', equal(attribute('x'), -5)],
    ['x:true', equal(attribute('x'), true)],
    ['x:null', equal(attribute('x'), null)],
    ['x:"null"', equal(attribute('x'), 'null')],
    ['x:*', { type: 'exists', field: attribute('x') }],
    ['x!=*', { type: 'not', filter: { type: 'exists', field: attribute('x') } }],
    ['x!=5', { type: 'compare', field: attribute('x'), operator: '!=', value: 5 }],
    ['x = 5', equal(attribute('x'), 5)],
    ['x >= 5', { type: 'compare', field: attribute('x'), operator: '>=', value: 5 }],
    ['x:>5', { type: 'compare', field: attribute('x'), operator: '>', value: 5 }],
    ['url:http://a/b?c=d', equal(attribute('url'), 'http://a/b?c=d')],
    ['path:/a*', { type: 'wildcard', field: attribute('path'), pattern: '/a*' }],
    ['path:/v[0-9]+/i', { type: 'regex', field: attribute('path'), pattern: 'v[0-9]+', ignoreCase: true }],
    [
      'path!=/x/',
      {
        type: 'and',
        filters: [
          { type: 'exists', field: attribute('path') },
          { type: 'not', filter: { type: 'regex', field: attribute('path'), pattern: 'x', ignoreCase: false } },
        ],
      },
    ],
    ['x:(a OR 2)', { type: 'in', field: attribute('x'), values: ['a', 2] }],
    ['x in (a, 2)', { type: 'in', field: attribute('x'), values: ['a', 2] }],
    ['x:(a, b OR a)', { type: 'in', field: attribute('x'), values: ['a', 'b'] }],
    ['x:(-1 OR 2)', { type: 'in', field: attribute('x'), values: [-1, 2] }],
    ['x:(a)', equal(attribute('x'), 'a')],
    [
      'x:(a* OR b)',
      {
        type: 'or',
        filters: [{ type: 'wildcard', field: attribute('x'), pattern: 'a*' }, equal(attribute('x'), 'b')],
      },
    ],
    ['x:[1 TO 5}', { type: 'range', field: attribute('x'), from: 1, to: 5, fromInclusive: true, toInclusive: false }],
    [
      'x:{* TO b]',
      { type: 'range', field: attribute('x'), from: null, to: 'b', fromInclusive: true, toInclusive: true },
    ],
    ['x:[* TO *]', { type: 'exists', field: attribute('x') }],
    ['x:[not a range', { type: 'and', filters: [equal(attribute('x'), '[not'), text('a'), text('range')] }],
  ])('reads %j as a filter of a field', (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
  });

  it.each<[string, string[]]>([
    ['trace_id', ['trace_id']],
    ['traceId', ['trace_id']],
    ['trace.id', ['trace_id']],
    ['error.code', ['exception', 'code']],
    ['exception.cause.name', ['exception', 'cause', 'name']],
    ['user.id', attribute('user', 'id')],
    ['attributes.level', attribute('level')],
    ['message.part', attribute('message', 'part')],
    ['"a b"', attribute('a b')],
    ['a."b.c"', attribute('a', 'b.c')],
    ['constructor', attribute('constructor')],
    ['content-type', attribute('content-type')],
    ['größe', attribute('größe')],
  ])('takes %s for the field %j', (name, field) => {
    expect(filterOf(`${name}:*`)).toEqual({ type: 'exists', field });
  });

  it.each<[string, FilterNode]>([
    ['level:error', { type: 'in', field: ['level'], values: ['error', 'err'] }],
    ['level:WARNING', { type: 'in', field: ['level'], values: ['warn', 'warning'] }],
    ['level:"warn"', equal(['level'], 'warn')],
    ['level:info', equal(['level'], 'info')],
    ['level:mine', equal(['level'], 'mine')],
    ['level!=warn', { type: 'not', filter: { type: 'in', field: ['level'], values: ['warn', 'warning'] } }],
    ['level<info', { type: 'severity', operator: '<', severity: 9 }],
    ['severity>=error', { type: 'severity', operator: '>=', severity: 17 }],
    ['severity>=17', { type: 'compare', field: ['severity'], operator: '>=', value: 17 }],
    ['level:{warn TO *]', { type: 'severity', operator: '>', severity: 13 }],
  ])('knows what is particular to levels: %j', (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
  });

  it.each<[string, number]>([
    ['d>250ms', 250],
    ['d>1.5s', 1500],
    ['d>1h30m', 5_400_000],
    ['d>10us', 0.01],
    ['d>10KB', 10_000],
    ['d>10KiB', 10_240],
    ['d>1.0', 1],
    ['d>-3', -3],
  ])('reads %j with the number %d', (query, value) => {
    expect(filterOf(query)).toEqual({ type: 'compare', field: attribute('d'), operator: '>', value });
  });

  it('leaves units in equalities alone, where they are text', () => {
    expect(filterOf('d:250ms')).toEqual(equal(attribute('d'), '250ms'));
    expect(filterOf('d>"250ms"')).toEqual({ type: 'compare', field: attribute('d'), operator: '>', value: '250ms' });
  });

  it.each<[string, [string, string][]]>([
    ['timestamp>-15m', [['>', '2026-11-22T16:05:00.000Z']]],
    ['time>=2026-11-22', [['>=', '2026-11-22T00:00:00.000Z']]],
    ['timestamp>2026-11-22', [['>=', '2026-11-23T00:00:00.000Z']]],
    ['timestamp<=2026-11', [['<', '2026-12-01T00:00:00.000Z']]],
    [
      'timestamp:today',
      [
        ['>=', '2026-11-22T00:00:00.000Z'],
        ['<', '2026-11-23T00:00:00.000Z'],
      ],
    ],
    [
      'timestamp:"2026-11-22 10:30"',
      [
        ['>=', '2026-11-22T10:30:00.000Z'],
        ['<', '2026-11-22T10:31:00.000Z'],
      ],
    ],
    ['ts:2026-11-22T10:30:00.125Z', [['=', '2026-11-22T10:30:00.125Z']]],
    [
      'ts:[2026-11-01 TO 2026-11-02]',
      [
        ['>=', '2026-11-01T00:00:00.000Z'],
        ['<', '2026-11-03T00:00:00.000Z'],
      ],
    ],
  ])('reads the times in %j', (query, comparisons) => {
    const nodes = comparisons.map(([operator, value]) => ({ type: 'compare', field: ['timestamp'], operator, value }));
    expect(filterOf(query)).toEqual(nodes.length === 1 ? nodes[0] : { type: 'and', filters: nodes });
  });

  it('lets NOT bind tighter than AND, and AND tighter than OR', () => {
    expect(filterOf('NOT a b OR c')).toEqual(filterOf('((-a) AND b) OR (c)'));
    expect(filterOf('a || b && c')).toEqual(filterOf('a OR (b c)'));
    expect(filterOf('-(a OR b)')).toEqual({ type: 'not', filter: { type: 'or', filters: [text('a'), text('b')] } });
    expect(filterOf('NOT NOT a')).toEqual(text('a'));
  });

  it('looks into the message with `message:` and compares it whole with `message=`', () => {
    expect(filterOf('message:timeout')).toEqual(text('timeout'));
    expect(filterOf('message=timeout')).toEqual(equal(['message'], 'timeout'));
  });
});
