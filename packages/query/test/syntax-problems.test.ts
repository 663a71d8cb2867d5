import { parseQuery, parseQueryStrict, renderProblem } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { text } from './parsing.ts';

describe('what does not parse', () => {
  it.each([
    ['(a', "This '(' is not closed.", 0],
    ['a)', "This ')' closes nothing.", 1],
    ['"abc', 'The quote is not closed.', 0],
    ['level>=wran', "'wran' is not a level that has an order. Did you mean 'warn'?", 7],
    ['a AND', 'Expected a filter, but the query ends.', 5],
    ['OR b', 'OR stands between two filters; quote it to search for it.', 0],
    ['x>', "Expected a value after '>', but the query ends.", 2],
    ['x>5*', 'A star has no order: compare with a number or a word.', 2],
    ['/a(/', 'The regular expression is not valid: missing closing ): `a(`.', 0],
    ['/(?=a)/', 'The regular expression is not valid: invalid or unsupported Perl syntax: `(?=`.', 0],
    ['timestamp>soon', "'soon' is not a time: write 2026-11-22, 2026-11-22T10:30, -15m or today.", 10],
    ['timestamp:-15m', "'-15m' is one instant. For everything since then write timestamp>=-15m.", 10],
    ['a | cuont', "There is no pipe 'cuont'. Did you mean 'count'?", 4],
    ['| sum', 'sum needs a field: sum(duration_ms).', 2],
    ['| count(x)', 'count takes no field.', 2],
    ['| count by a | sort b', "The table has no column 'b'. Did you mean 'a'?", 20],
    ['| count by 5x', 'Expected a time interval of whole milliseconds: 30s, 5m, 1h.', 11],
    ['| count by a, a', "Two columns would be called 'a': name one with 'as'.", 2],
    ['| limit 0', 'Expected a number from 1 to 10000.', 8],
    ['| avg(timestamp)', 'A time has no avg: there are min, max and unique.', 2],
    ['| count | rate', 'rate is of records, not of a table.', 10],
    ['| count | patterns', 'patterns is of records: put it before the other pipes.', 10],
  ])('is searched as plain text, with a word and a place: %j', (query, message, from) => {
    const parsed = parseQuery(query);
    expect(parsed.filter).toEqual(text(query));
    expect(parsed.pipes).toEqual([]);
    expect(parsed.problem).toMatchObject({ message, from });
    expect(parsed.notes).toHaveLength(1);
    expect(parsed.notes[0]).toContain(message);
  });

  it('shows the place with a caret', () => {
    expect(() => parseQueryStrict('service:api\nlevel>=wran x')).toThrowError(
      expect.objectContaining({
        code: 'TAILRACE_QUERY_SYNTAX',
        message: "'wran' is not a level that has an order. Did you mean 'warn'?\n  level>=wran x\n         ^^^^",
      }),
    );
  });

  it('cuts a long line around the place', () => {
    const { notes } = parseQuery(`${'a '.repeat(500)}(b ${'c '.repeat(500)}`);
    const [, line = '', carets = ''] = notes[0]?.split('\n') ?? [];
    expect(line.length).toBeLessThan(140);
    expect(line[carets.indexOf('^')]).toBe('(');
  });

  it('is searched as it stands where it is too long or nested too deeply', () => {
    const long = 'a '.repeat(6000);
    expect(parseQuery(long).filter).toEqual(text(long.trim()));
    expect(parseQuery('('.repeat(5000)).problem?.message).toBe('The brackets are nested too deeply.');
    expect(parseQuery('x:('.repeat(3000)).problem).toBeDefined();
    expect(parseQuery('NOT '.repeat(2000)).problem).toBeDefined();
  });
});

describe('a problem', () => {
  it.each([
    ['连接超时 (b', '  连接超时 (b', '           ^'],
    ['🚀 👩‍👩‍👧 é (x', '  🚀 👩‍👩‍👧 é (x', '          ^'],
    ['a\t\u001b[2Jb (c', '  a  [2Jb (c', '          ^'],
    ['level>=警告', '  level>=警告', '         ^^^^'],
    ['x\u202e(', '  x(', '    ^'],
  ])('is shown under its place on a terminal: %s', (query, line, carets) => {
    const [, shown, marked] = renderProblem(parseQuery(query))?.split('\n') ?? [];
    expect([shown, marked]).toEqual([line, carets]);
  });

  it('is none where a query is right', () => {
    expect(renderProblem(parseQuery('level>=warn'))).toBeUndefined();
  });
});
