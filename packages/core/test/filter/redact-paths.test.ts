import { describe, expect, it } from 'vitest';
import { redact, toErrorRecord } from '../../src/index.ts';
import { attributes, redacted } from './redacted.ts';

describe('redact by path', () => {
  it('takes paths with wildcards, in objects and lists', () => {
    const given = {
      user: { home: { street: 's', zip: 1 }, work: { street: 't' } },
      list: [{ b: 1, c: 2 }, { b: 'x' }],
      headers: { 'x-a.b': 'v' },
    };
    expect(attributes(given, { paths: ['user.*.street', 'list[*].b', 'attributes.headers["x-a.b"]'] })).toEqual({
      user: { home: { street: '[redacted]', zip: 1 }, work: { street: '[redacted]' } },
      list: [{ b: '[redacted]', c: 2 }, { b: '[redacted]' }],
      headers: { 'x-a.b': '[redacted]' },
    });
    expect(attributes({ list: [['a', 'b'], ['c']] }, { paths: ['list[0][1]'] })).toEqual({
      list: [['a', '[redacted]'], ['c']],
    });
  });

  it('takes whole objects, and leaves what is absent absent', () => {
    expect(attributes({ user: { name: 'x' }, other: null }, { paths: ['user', 'other', 'gone.deep'] })).toEqual({
      user: '[redacted]',
      other: null,
    });
  });

  it('takes fields of the record itself', () => {
    const error = toErrorRecord(new Error('secret words'));
    const out = redacted(
      { message: 'm', logger: 'l', service: 's', host: 'h', error, attributes: { a: 1 } },
      { paths: ['message', 'host', 'error.message', 'attributes'] },
    );
    expect(out).toMatchObject({
      message: '[redacted]',
      host: '[redacted]',
      logger: 'l',
      attributes: { a: '[redacted]' },
    });
    expect(out.error?.message).toBe('[redacted]');
  });

  it.each(['', 'a..b', 'a[', 'a[*', '.a', 'a.'])('throws for the path %j', (path) => {
    expect(() => redact({ paths: [path] })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});
