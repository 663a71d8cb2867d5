import { createRecord, type LogRecord } from '@tailrace/core';
import { compilePredicate, parseQueryStrict } from '@tailrace/query';
import { CORPUS_START, corpusRecords } from '@tailrace/store/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterToDsl } from '../src/dsl/filter-to-dsl.ts';
import { matches } from './fixtures/evaluate-dsl.ts';
import { type IndexedRecord, indexedRecords } from './fixtures/indexed-records.ts';

/** Throws where a filter's queries leave out what passes, or promise what does not. */
function check(text: string, records: readonly IndexedRecord[]): { readonly exact: boolean } {
  const { filter } = parseQueryStrict(text, { now: CORPUS_START });
  const passes = compilePredicate(filter);
  const { upper, lower, unless } = filterToDsl(filter);
  for (const { record, indexed } of records) {
    const [wanted, found, sure] = [passes(record), matches(upper, indexed), matches(lower, indexed)];
    const words = `${text} of ${JSON.stringify(record).slice(0, 500)}`;
    if (wanted && !found) throw new Error(`It misses ${words}`);
    if (sure && !wanted) throw new Error(`It promises ${words}`);
    if (unless !== undefined && found !== sure && !unless.some((query) => matches(query, indexed))) {
      throw new Error(`It is in doubt without saying so about ${words}`);
    }
  }
  return { exact: unless !== undefined };
}

const corpus = indexedRecords(corpusRecords().filter((_, place) => place % 3 === 0));

describe('queries for Elasticsearch [X3]', () => {
  it.each([
    'connection',
    'CONNECTION',
    'straße OR οδοσ',
    '"connection refused"',
    'conn*ed',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    '/connection (refused|reset)/',
    '/request [0-9]+ finished/i',
    'level>=warn -service:api',
    'level:error OR status:500',
    'status:500.0',
    'status!=500',
    'status:null',
    'status>=500',
    'status:{200 TO 500}',
    'status>"4"',
    'status:5*',
    'status:/^50/',
    'duration_ms>100',
    'duration_ms<=0',
    'duration_ms:1e+21',
    'duration_ms:1e-7',
    'duration_ms>slow',
    'path:/healthz*',
    '-path:*users*',
    'path:""',
    'ok:t*',
    'tags:red',
    'user.id:3',
    'user.id!=3',
    'user.id:*',
    '-user.id:[2 TO *]',
    'deep.a:*',
    '"quo\\"te":"it\'s"',
    'huge:yyyy*',
    'huge:*z*',
    '-huge:*z*',
    'kind:log',
    'kind:l*g',
    'kind!=event',
    'service>"b"',
    'service<="web"',
    'service:A*',
    '-service:*i',
    'service>10',
    'service:12',
    'level:e*r',
    'process>=1002.5',
    'process:1002',
    'process:10*',
    'severity:[9 TO 17}',
    'thread:*',
    'sample_rate:1',
    'sample_rate<2',
    'exception:*',
    'attributes:*',
    'tags:*',
    'bytes>1e300 OR process<1e300',
    'sample_rate>1',
    'exception.name:typeerror',
    'error.stack:*server*',
    'id:*',
    'timestamp>2026-03-14T09:03Z timestamp<2026-03-14T09:05Z',
    'timestamp:[2026-03-14T09:01 TO 2026-03-14T09:02}',
    'service in (api, null)',
    'NOT (level:error OR (status:500 duration_ms>100))',
  ])('leaves out nothing that passes %s, and promises nothing else', (text) => {
    check(text, corpus);
  });

  it.each(['connection', 'level>=warn', 'status:500', 'duration_ms>100', '-path:/healthz*', 'user.id:3 OR service:*'])(
    'is exact for %s, so that the server can count by itself',
    (text) => {
      expect(check(text, corpus)).toEqual({ exact: true });
    },
  );

  it.each(['"two words"', '/ab+c/', 'exception.stack:x'])('looks at records once more for %s', (text) => {
    expect(check(text, corpus)).toEqual({ exact: false });
  });

  it('holds for any text, value and comparison', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      'ab',
      ' ',
      '  ',
      'é',
      '🚀',
      'Σ',
      '5',
      '10',
      '-',
      '.',
      '"',
      '*',
      '?',
      '\\',
      '\u0000',
      '\u007f',
      'x'.repeat(150),
    );
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const value = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -20, max: 20 }),
      fc.boolean(),
      fc.constant(null),
    );
    const record = fc.record({ message: text, v: fc.oneof(value, fc.array(value, { maxLength: 3 })) });
    const node = fc.oneof(
      text.map((words) => ({ type: 'text', text: words }) as const),
      text.map((pattern) => ({ type: 'text-wildcard', pattern }) as const),
      fc.record({ type: fc.constant('wildcard' as const), field: fc.constant(['attributes', 'v']), pattern: text }),
      fc.record({
        type: fc.constant('compare' as const),
        field: fc.constantFrom(['attributes', 'v'], ['message']),
        operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>=' as const),
        value,
      }),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), node, fc.boolean(), (made, inner, negated) => {
        const records = made.map(({ message, v }): LogRecord => createRecord({ message, attributes: { v } }));
        const filter = negated ? ({ type: 'not', filter: inner } as const) : inner;
        const passes = compilePredicate(filter);
        const { upper, lower, unless } = filterToDsl(filter);
        for (const { record: wire, indexed } of indexedRecords(records)) {
          const [wanted, found, sure] = [passes(wire), matches(upper, indexed), matches(lower, indexed)];
          expect(!wanted || found).toBe(true);
          expect(!sure || wanted).toBe(true);
          const doubted = unless === undefined || unless.some((query) => matches(query, indexed));
          expect(doubted || found === sure).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('lets no value out of its place, whatever is in it', () => {
    for (const attack of ['"}},{"match_all":{}}', '*', '?', '\\', '* OR 1=1', '{"script":"x"}', '\u0000']) {
      const filter = { type: 'compare', field: ['attributes', attack], operator: '=', value: attack } as const;
      const { upper } = filterToDsl(filter);
      expect(upper).toEqual({ terms: { 'tailrace.keys': [expect.stringContaining(attack)] } });
      const text = filterToDsl({ type: 'text', text: attack }).upper;
      expect(Object.keys(text)).toEqual([attack.includes(' ') ? 'bool' : 'wildcard']);
    }
  });
});
