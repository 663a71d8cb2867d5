import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compilePredicate,
  complete,
  explainQuery,
  messageTemplate,
  parseQuery,
  parseTime,
  printQuery,
} from '@tailrace/query';
import { Lexer } from '../src/lexer.ts';
import { parseText } from '../src/parser.ts';
import { almostQueries, filters, pipes } from './arbitraries.ts';

const NOW = Date.UTC(2026, 10, 22);

/** How many characters the parser looks at, again and again included. */
function stepsOf(text: string): number {
  const lexer = new Lexer(text);
  try {
    parseText(text, NOW, lexer);
  } catch {
    // What does not parse took its steps as well.
  }
  return lexer.steps;
}

describe('whatever is typed', () => {
  it('is parsed without a throw, answers something that runs, and reads the same once printed', () => {
    const record = {
      id: 'a',
      timestamp: '2026-11-22T00:00:00.000Z',
      level: 'info',
      severity: 9,
      message: 'm',
      attributes: { a: [1] },
    };
    fc.assert(
      fc.property(almostQueries, (text) => {
        const query = parseQuery(text, { now: NOW });
        expect(typeof compilePredicate(query.filter)(record)).toBe('boolean');
        expect(typeof explainQuery(query)).toBe('string');
        const again = parseQuery(printQuery(query), { now: NOW });
        expect({ filter: again.filter, pipes: again.pipes }).toEqual({ filter: query.filter, pipes: query.pipes });
        expect(again.problem).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('is completed without a throw, at a place within it', () => {
    fc.assert(
      fc.property(almostQueries, fc.integer({ min: -5, max: 250 }), (text, cursor) => {
        for (const { from, to, insert } of complete(text, cursor, { fields: ['user.id', '"a b"'] })) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(insert).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '(',
    '-',
    'NOT ',
    '/a ',
    'a:/',
    '"',
    'x:[a ',
    'x:["a" ',
    'x in (',
    'a(',
    'a(b) ',
    '\\',
    '|',
    'a:(b,',
    '* ',
    'a.',
    'a."b".',
    '"b".',
    '/x/ ',
    '/\\/',
    'x>=',
    '5m',
    '     ',
    '[a TO ',
    'a OR ',
    '((a) ',
    'é🚀',
    '| count by a, ',
  ])('is parsed in time that grows with its length and no faster: %s', (piece) => {
    const [half, whole] = [5000, 10_000].map((length) => stepsOf(piece.repeat(length).slice(0, length)));
    expect(whole).toBeLessThanOrEqual((half ?? 0) * 2.2 + 5000);
    expect(whole).toBeLessThan(100 * 10_000);
    const text = piece.repeat(10_000).slice(0, 4000);
    complete(text, text.length);
    messageTemplate(text);
  });

  it('is parsed in such a time whatever is repeated', () => {
    fc.assert(
      fc.property(
        almostQueries.filter((text) => text !== ''),
        (piece) => {
          const repeated = (length: number): number => stepsOf(piece.repeat(length).slice(0, length));
          expect(repeated(8000)).toBeLessThanOrEqual(repeated(4000) * 2.2 + 5000);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is a time or none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        const time = parseTime(text, NOW);
        expect(time === undefined || Number.isFinite(new Date(time).getTime())).toBe(true);
      }),
    );
  });
});

describe('a query that is printed', () => {
  it('parses to the same filter', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const text = printQuery({ filter, pipes: [] });
        const parsed = parseQuery(text, { now: NOW });
        expect(parsed.problem).toBeUndefined();
        expect(parsed.filter).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
  });

  it('parses to the same pipes', () => {
    fc.assert(
      fc.property(pipes, (given) => {
        const parsed = parseQuery(printQuery({ filter: { type: 'everything' }, pipes: given }), { now: NOW });
        expect(parsed.problem).toBeUndefined();
        expect(parsed.pipes).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a template', () => {
  it('is the same whatever the numbers in the message are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.uuid(), (count, share, id) => {
        const message = `user ${count} took ${share.toFixed(2)}ms for ${id}`;
        expect(messageTemplate(message)).toBe('user <*> took <*>ms for <*>');
      }),
    );
  });

  it('is made of any message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (message) => {
        expect(messageTemplate(message)).not.toContain('\n');
      }),
    );
  });
});
