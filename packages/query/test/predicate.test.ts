import { describe, expect, it } from 'vitest';
import type { WireRecord } from '@tailrace/core';
import { compilePredicate, compileRegex, type FilterNode, foldCase, parseQueryStrict } from '@tailrace/query';

function record(parts: Partial<WireRecord> = {}): WireRecord {
  return {
    id: 'a',
    timestamp: '2026-11-22T10:00:00.000Z',
    level: 'info',
    severity: 9,
    message: 'Connection reset by peer',
    ...parts,
  };
}

function matches(query: string, parts: Partial<WireRecord>): boolean {
  return compilePredicate(parseQueryStrict(query).filter)(record(parts));
}

/** Whether `x` with this value matches. */
function holds(query: string, x: unknown): boolean {
  return matches(query, { attributes: x === undefined ? {} : { x } });
}

describe('equality', () => {
  it.each<[string, unknown[], unknown[]]>([
    [
      'x:500',
      [500, '500', [1, 500], ['500']],
      ['500.0', '0500', 500.5, true, null, undefined, {}, [], [[500]], [{ x: 500 }]],
    ],
    ['x:"500"', [500, '500'], [5000]],
    ['x:500.0', ['500.0'], [500, '500']],
    ['x:ok', ['ok', 'OK', 'Ok', ['no', 'oK']], ['okay', ' ok', 0, true]],
    ['x:true', [true, 'true', 'TRUE', [true]], [false, 1, 'yes']],
    ['x:""', [''], [undefined, null, ' ']],
    ['x:null', [undefined, null], ['null', '', 0, false, [], [null], {}]],
    ['x:"null"', ['null', 'NULL'], [null, undefined]],
    ['x!=null', ['null', '', 0, false, [], [null], {}], [undefined, null]],
    ['x!=500', ['x', 404, true, [], [404], {}, ''], [500, '500', [404, 500], null, undefined]],
    ['-x:500', ['x', 404, null, undefined, []], [500, '500', [500]]],
    ['x:(1 OR ok)', [1, '1', 'OK', [3, 'ok']], [2, 'o', null, undefined]],
    ['x:(1 OR null)', [1, null, undefined], [2, []]],
    ['x:1e+21', [1e21, '1e+21'], ['1e21', 1e20]],
    ['x:0', [0, -0, '0'], ['-0', '', false, null]],
    ['x:9007199254740993', ['9007199254740993'], [2 ** 53]],
  ])('%s', (query, yes, no) => {
    for (const value of yes) expect(holds(query, value), `${query} on ${JSON.stringify(value)}`).toBe(true);
    for (const value of no) expect(holds(query, value), `${query} on ${JSON.stringify(value)}`).toBe(false);
  });
});

describe('order', () => {
  it.each<[string, unknown[], unknown[]]>([
    [
      'x>250',
      [251, 250.5, '300', '3e2', [1, 400], 1e21],
      [250, 249, '250', ' 300', '300ms', '0x1ff', '.5e3', true, null, undefined, {}],
    ],
    ['x>=250', [250, '250', '250.0', '0250'], [249.9]],
    ['x<0', [-1, '-0.5'], [0, -0, '', '-', null, undefined]],
    ['x<5', [0, '4'], [null, undefined, false, '', []]],
    ['x>b', ['c', 'C', 'ba'], ['b', 'B', 'a', 5, true, null]],
    ['x<=b', ['', 'B', 'a', '5'], ['ba', 5, null]],
    ['x>"5"', ['6', '50', 'a'], [6, '40']],
    ['x>\u{ffff}', ['\u{1f680}'], ['\u{fffe}']],
    ['x:[2 TO 4]', [2, 3, 4, '3', [1, 3]], [1, 5, [1, 5], 'c', null]],
    ['x:{2 TO 4}', [3], [2, 4]],
    ['x:[b TO *]', ['b', 'z'], ['a', 7]],
  ])('%s', (query, yes, no) => {
    for (const value of yes) expect(holds(query, value), `${query} on ${JSON.stringify(value)}`).toBe(true);
    for (const value of no) expect(holds(query, value), `${query} on ${JSON.stringify(value)}`).toBe(false);
  });
});

describe('existence, wildcards and regular expressions', () => {
  it.each<[string, unknown[], unknown[]]>([
    ['x:*', [0, '', false, {}, [], [null]], [null, undefined]],
    ['x:5*', [500, '5', '5x', [5]], [500.5, 5.5, 1.5, 2 ** 60, null, 50_000_000_000_000_000_000]],
    ['x:/a*', ['/a', '/A/b', '/a\nb'], ['b/a', ' /a']],
    ['x:a*a', ['aa', 'aba'], ['a', 'ab']],
    ['x:a*bc*c', ['abcc', 'aBC bcc'], ['abc', 'ac']],
    ['x:*b*c', ['abc', 'bc', 'bxbc'], ['cb', 'bcx']],
    ['x:a\\*b*', ['a*b', 'A*bc'], ['axb']],
    ['x:t*', [true, 'tea'], [false, 1]],
    ['x:/^5\\d+$/', [500, '512'], ['500 ', 5.5]],
    ['x:/B/', ['aB'], ['ab']],
    ['x:/B/i', ['ab'], ['ac']],
  ])('%s', (query, yes, no) => {
    for (const value of yes) expect(holds(query, value), `${query} on ${JSON.stringify(value)}`).toBe(true);
    for (const value of no) expect(holds(query, value), `${query} on ${JSON.stringify(value)}`).toBe(false);
  });

  it('takes no more time for a pattern that makes backtracking engines hang', () => {
    const start = performance.now();
    expect(matches('/(x+x+)+y/', { message: 'x'.repeat(100_000) })).toBe(false);
    expect(matches('/(a|a)*b.*.*.*.*=/', { message: 'ab'.repeat(20_000) })).toBe(false);
    expect(performance.now() - start).toBeLessThan(4000);
  });

  // With an engine that goes back, each of these would take longer than the universe has.
  it.each(['(x+x+)+y', '(a|aa)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(?:a?){50}a{50}b', '(.*,){20}P', '(a*)*$b'])(
    'takes linear time for %s',
    (pattern) => {
      const compiled = compileRegex(pattern, false);
      const text = `${'a'.repeat(50_000)}${'x'.repeat(50_000)}${'1,2,'.repeat(10_000)}`;
      expect(compiled.ok && compiled.test(text)).toBe(false);
    },
  );

  it('refuses patterns that RE2 does not have, or that grow too large', () => {
    expect(compileRegex('(?<=a)b', false)).toMatchObject({ ok: false });
    expect(compileRegex('a'.repeat(1001), false)).toMatchObject({ ok: false });
    expect(compileRegex('((a{100}){100}){100}', false)).toMatchObject({ ok: false });
    expect(compileRegex('(a{0,30}){0,30}b'.repeat(20), false)).toEqual({
      ok: false,
      message: 'The regular expression repeats too much.',
    });
  });
});

describe('the message', () => {
  it.each([
    ['connection', true],
    ['RESET', true],
    ['"reset by"', true],
    ['"resetby"', false],
    ['con*peer', true],
    ['peer*con', false],
    ['/^Connection/', true],
    ['/^connection/', false],
    ['/^connection/i', true],
    ['message="connection reset by peer"', true],
    ['message=connection', false],
    ['message:connection', true],
  ])('%s', (query, expected) => {
    expect(matches(query, {})).toBe(expected);
  });

  it('is compared by each character’s own lower case, as databases do', () => {
    expect(matches('οδοσ', { message: 'ΟΔΟΣ' })).toBe(true);
    expect(matches('istanbul', { message: 'İSTANBUL' })).toBe(true);
    expect(matches('strasse', { message: 'STRAßE' })).toBe(false);
    expect(matches('"\u00e9"', { message: 'e\u0301' })).toBe(false);
    expect(matches('ПРИВЕТ', { message: 'привет' })).toBe(true);
  });

  it('keeps its length when its case is folded, which equality relies on', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (foldCase(character).length !== character.length) expect.fail(`U+${code.toString(16)}`);
    }
  });
});

describe('fields', () => {
  it('finds nested values and keys with dots, the nested first unless it is null', () => {
    expect(matches('user.id:7', { attributes: { user: { id: 7 } } })).toBe(true);
    expect(matches('user.id:7', { attributes: { 'user.id': 7 } })).toBe(true);
    expect(matches('user.id:7', { attributes: { user: { id: 8 }, 'user.id': 7 } })).toBe(false);
    expect(matches('user.id:7', { attributes: { user: { id: null }, 'user.id': 7 } })).toBe(true);
    expect(matches('user.id:7', { attributes: { user: 'text', 'user.id': 7 } })).toBe(true);
    expect(matches('user.id:7', { attributes: { user: [{ id: 7 }] } })).toBe(false);
    expect(matches('"user.id":7', { attributes: { user: { id: 7 } } })).toBe(false);
  });

  it('sees own keys only', () => {
    expect(matches('constructor:*', { attributes: {} })).toBe(false);
    expect(matches('toString:*', { attributes: { user: {} } })).toBe(false);
    expect(matches('__proto__:*', { attributes: {} })).toBe(false);
    expect(
      matches('__proto__.x:1', { attributes: JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown> }),
    ).toBe(true);
    expect(matches('x.length:*', { attributes: { x: 'text' } })).toBe(false);
  });

  it('knows what the wire leaves out', () => {
    expect(matches('kind:log', {})).toBe(true);
    expect(matches('kind:*', {})).toBe(true);
    expect(matches('kind!=log', { kind: 'event' })).toBe(true);
    expect(matches('sample_rate:1', {})).toBe(true);
    expect(matches('sample_rate>1', { sample_rate: 10 })).toBe(true);
  });

  it('goes into exceptions', () => {
    const exception = { name: 'E', message: 'm', code: 'ECONNRESET', cause: { name: 'C', message: 'n' } };
    expect(matches('error.code:econnreset', { exception })).toBe(true);
    expect(matches('exception.cause.name:C', { exception })).toBe(true);
    expect(matches('error:*', { exception })).toBe(true);
    expect(matches('-error:*', {})).toBe(true);
  });
});

describe('levels and times', () => {
  it('orders levels by severity, whatever their words', () => {
    expect(matches('level>=warn', { level: 'Fatal!', severity: 21 })).toBe(true);
    expect(matches('level<warn', { level: 'warn', severity: 9 })).toBe(true);
    expect(matches('level:[debug TO info]', {})).toBe(true);
    expect(matches('level:warn', { level: 'WARNING', severity: 13 })).toBe(true);
    expect(matches('level!=warn', { level: 'warning', severity: 13 })).toBe(false);
  });

  it('compares times as times', () => {
    expect(matches('timestamp>=2026-11-22', {})).toBe(true);
    expect(matches('timestamp:2026-11-22T10', {})).toBe(true);
    expect(matches('timestamp<2026-11-22T10:00:00.000Z', {})).toBe(false);
    expect(matches('timestamp:2026-11-22T12:00+02:00', {})).toBe(true);
    expect(matches('timestamp>1795341600000', { timestamp: '2026-11-22T10:00:00.001+00:00' })).toBe(true);
  });

  it('takes a time between two milliseconds for what it is, beside one that is written in full', () => {
    const value = Date.parse('2026-11-22T10:00:00.000Z') + 0.5;
    const passing = (['<', '<=', '=', '>=', '>'] as const).filter((operator) =>
      compilePredicate({ type: 'compare', field: ['timestamp'], operator, value })(record()),
    );
    expect(passing).toEqual(['<', '<=']);
  });
});

describe('logic', () => {
  it('is never unknown', () => {
    expect(matches('-(x>5)', {})).toBe(true);
    expect(matches('-(x>5 OR y:1)', {})).toBe(true);
    expect(matches('x>5 OR connection', {})).toBe(true);
    expect(matches('-*', {})).toBe(false);
  });

  it('refuses a node that it does not know', () => {
    expect(() => compilePredicate({ type: 'near' } as unknown as FilterNode)).toThrowError(
      expect.objectContaining({ code: 'TAILRACE_QUERY_UNSUPPORTED' }),
    );
  });
});
