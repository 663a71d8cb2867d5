import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintQuery } from '../src/search/paint-query.ts';
import { problemPlace } from '../src/search/problem-place.ts';

const kinds = (text: string): string =>
  paintQuery(text)
    .filter(({ kind }) => kind !== 'space')
    .map((piece) => `${piece.kind}=${piece.text}`)
    .join(' ');

describe('the colours of a query [E8]', () => {
  it('tell fields, operators and values apart', () => {
    expect(kinds('level>=warn -service:api time* "a b"')).toBe(
      'field=level operator=>= value=warn keyword=- field=service operator=: value=api text=time* quote="a b"',
    );
    expect(kinds('duration>250ms "user.id".x=5')).toBe(
      'field=duration operator=> number=250ms field="user.id".x operator== number=5',
    );
    expect(kinds('path:/v1\\/a.*/i OR status in (500, 502)')).toBe(
      'field=path operator=: regex=/v1\\/a.*/i keyword=OR field=status keyword=in operator=( number=500 operator=, number=502 operator=)',
    );
    expect(kinds('a || b "x | y"')).toBe('text=a keyword=|| text=b quote="x | y"');
  });

  it('know the pipes', () => {
    expect(kinds('* | count, p99(took) by service, 5m | rename count as n | limit 5')).toBe(
      'text=* pipe=| pipe=count operator=, pipe=p99 operator=( field=took operator=) keyword=by field=service operator=, number=5m ' +
        'pipe=| pipe=rename field=count keyword=as field=n pipe=| pipe=limit number=5',
    );
    expect(kinds('| join-trace | context 2 before')).toBe(
      'pipe=| pipe=join-trace pipe=| pipe=context number=2 keyword=before',
    );
    expect(kinds('a | cuont by x')).toContain('field=cuont');
  });

  it('leave no character out and add none, whatever is typed', () => {
    const piece = fc.constantFrom(
      '|',
      '"',
      '\\',
      '/',
      '(',
      ')',
      ':',
      '>=',
      '-',
      'a',
      ' ',
      '日',
      '😀',
      '5m',
      'by',
      '\n',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (query) => {
        expect(
          paintQuery(query)
            .map((one) => one.text)
            .join(''),
        ).toBe(query);
      }),
    );
  });

  it('take time in proportion to the text', () => {
    const long = 'a"\\'.repeat(20_000);
    expect(
      paintQuery(long)
        .map(({ text }) => text)
        .join(''),
    ).toBe(long);
  });
});

describe('the place of a mistake', () => {
  it('is taken out of its line', () => {
    expect(problemPlace('level>=wran x', { message: '', from: 7, to: 11 })).toEqual({
      before: 'level>=',
      wrong: 'wran',
      after: ' x',
    });
    expect(problemPlace('one\ntwo (\nthree', { message: '', from: 8, to: 8 })).toEqual({
      before: 'two ',
      wrong: '(',
      after: '',
    });
  });

  it('may be the end, and is found in a long line', () => {
    expect(problemPlace('a |', { message: '', from: 3, to: 3 })).toEqual({ before: 'a |', wrong: '', after: '' });
    const found = problemPlace(`${'x'.repeat(500)}!${'y'.repeat(500)}`, { message: '', from: 500, to: 501 });
    expect(found).toEqual({ before: `…${'x'.repeat(60)}`, wrong: '!', after: `${'y'.repeat(60)}…` });
  });
});
