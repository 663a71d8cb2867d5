import { parseQueryStrict } from '@tailrace/query';
import { FILTER_QUERIES } from '@tailrace/store/testing';
import { describe, expect, it } from 'vitest';
import { boundsToSql } from '../src/bounds-sql.ts';
import { filterToSql } from '../src/filter-sql.ts';
import { fixedSql, sql, toStatement } from '../src/sql.ts';
import { tablesOf } from '../src/tables.ts';
import { isExact } from '../src/truth.ts';

const tables = tablesOf('logs');
const shown = (text: string) => {
  const { filter } = parseQueryStrict(text);
  return toStatement(boundsToSql({ filter, order: 'newest' }, tables).condition);
};

describe('sql', () => {
  it('binds what is no piece of SQL, and counts through pieces within pieces', () => {
    const inner = sql`a = ${1}`;
    const statement = toStatement(sql`SELECT ${fixedSql('x')} WHERE ${inner} AND b = ${'$1; DROP'} AND ${inner}`);
    expect(statement).toEqual({ text: 'SELECT x WHERE a = $1 AND b = $2 AND a = $3', values: [1, '$1; DROP', 1] });
  });

  it('has nothing of a query in its text: two queries that differ in their values only have the same [X3]', () => {
    const pairs = [
      ['abc', 'xyz'],
      ['status:500', 'status:404'],
      ['user.id>5', 'user.id>7'],
      ['name:"a\' OR 1=1 --"', 'name:b'],
      ['path:/healthz*', 'path:/other*'],
      ['/ab+c/', '/xy+z/'],
      ['"; DROP TABLE records; --":1', 'harmless:1'],
      ['timestamp>2026-01-01', 'timestamp>2027-01-01'],
      ['service in (a, b)', 'service in (c, d)'],
    ] as const;
    for (const [one, other] of pairs) expect(shown(one).text).toBe(shown(other).text);
  });

  it('has no quote and no semicolon but its own in any condition of the corpus', () => {
    for (const text of FILTER_QUERIES) {
      const { text: condition } = shown(text);
      const rest = condition.replaceAll(
        /'(?:\{\}|null|log|string|number|boolean|array|C|\u0130\u212a|ik|\[\^\\u0001-\\u007f\]|\^-\?\[0-9\][^']*)'/g,
        '',
      );
      expect([text, rest]).toEqual([text, expect.not.stringMatching(/['";]\s*(?:;|--)|'|;|--/)]);
    }
  });
});

describe('filterToSql', () => {
  it.each([
    ['straße', true],
    ['ΟΔΟΣ', true],
    ['-path:/healthz*', true],
    ['status>=500', true],
    ['/conn(ection)? reset$/', true],
    ['/\\p{Greek}/', false],
    ['NOT /\\p{Greek}/', false],
    ['service:api /\\p{Greek}/', false],
    ['path>"/b"', false],
    ['-path>"/b"', false],
    ['user.id:3 OR kind!=log', true],
  ])('tells of %s whether SQL answers it alone', (text, exact) => {
    expect(isExact(filterToSql(parseQueryStrict(text).filter))).toBe(exact);
  });

  it('turns a condition that is not certain round the right way', () => {
    const { sure, may } = filterToSql(parseQueryStrict('service:api NOT /\\p{Greek}/').filter);
    expect(toStatement(sure).text).toBe('FALSE');
    expect(toStatement(may).text).toContain('"service"');
  });
});
