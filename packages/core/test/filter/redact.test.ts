import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chain,
  createRecord,
  type LogRecord,
  redact,
  type RedactOptions,
  toErrorRecord,
  WITHHELD_MESSAGE,
} from '../../src/index.ts';
import { frozen, harness, record } from './records.ts';

const redacted = (part: Partial<LogRecord>, options?: RedactOptions): LogRecord => {
  const one = frozen(record(part));
  return chain(redact(options)).apply(one) as LogRecord;
};
const attributes = (given: Record<string, unknown>, options?: RedactOptions): unknown =>
  redacted({ attributes: given }, options).attributes;

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

describe('redact by key', () => {
  it('knows the usual secret names in any case and with any separators, at any depth', () => {
    const names = [
      'password',
      'Password',
      'DB_PASSWORD',
      'dbPassword',
      'x-api-key',
      'APIKEY',
      'accessToken',
      'Set-Cookie',
    ];
    for (const name of [...names, 'authorization', 'client_secret', 'privateKey', 'cvv', 'password2']) {
      expect(attributes({ a: [{ [name]: 'v' }] })).toEqual({ a: [{ [name]: '[redacted]' }] });
    }
  });

  it('leaves names alone that only look like them', () => {
    const given = {
      total_tokens: 5,
      tokenCount: 1,
      passwordChanged: true,
      bypass: 'x',
      keyboard: 'k',
      author: 'a',
      pinned: 1,
    };
    expect(attributes(given)).toEqual(given);
  });

  it('takes names of your own, exceptions, and none', () => {
    expect(attributes({ badge: 'x', myBadge: 'y', badges: 'z' }, { keys: ['Badge'] })).toEqual({
      badge: '[redacted]',
      myBadge: '[redacted]',
      badges: 'z',
    });
    expect(attributes({ nextPageToken: 'x', token: 'y' }, { exceptKeys: ['nextPageToken'] })).toEqual({
      nextPageToken: 'x',
      token: '[redacted]',
    });
    expect(attributes({ password: 'x' }, { usualKeys: false })).toEqual({ password: 'x' });
  });

  it('redacts secrets in keys, and keeps every value', () => {
    expect(attributes({ 'ada@example.com': 1, 'bob@example.com': 2, other: 3 })).toEqual({
      '[redacted]': 1,
      '[redacted] 2': 2,
      other: 3,
    });
  });
});

describe('redact looks everywhere', () => {
  const canary = 'canary.secret@example.com';

  it('in messages, attributes, errors with stacks, causes and properties, and origin', () => {
    const cause = Object.assign(new Error(`cause ${canary}`), { query: { by: canary } });
    const error = new AggregateError([new Error(`inner ${canary}`)], `outer ${canary}`, { cause });
    const one = createRecord({
      message: `hello ${canary}`,
      error,
      logger: canary,
      service: canary,
      host: canary,
      source: { module: canary, line: 1 },
      attributes: {
        deep: [[{ x: { y: canary } }]],
        map: new Map<unknown, unknown>([
          ['k', canary],
          [canary, 1],
        ]),
        set: new Set([canary]),
        url: new URL('https://x.example/?mail=canary.secret@example.com'),
        json: { toJSON: () => ({ mail: canary }) },
        boxed: new String(canary),
        instance: new (class {
          readonly mail = canary;
        })(),
        failed: new Error(canary),
        regexp: /password=canary/,
        [canary]: true,
      },
    });
    const made = chain(redact());
    const out = made.apply(one) as LogRecord;
    const text = JSON.stringify(out, (_, value: unknown) =>
      value instanceof Map || value instanceof Set ? [...value] : value instanceof RegExp ? String(value) : value,
    );
    expect(text).not.toContain('canary');
    expect(out.error?.stack).toContain('[redacted]');
    expect(out.source?.line).toBe(1);
  });

  it('in numbers', () => {
    expect(
      attributes({ card: 4111111111111111, phone: 13812345678, big: 4111111111111111n, at: 1763828536123 }),
    ).toEqual({
      card: '[redacted]',
      phone: '[redacted]',
      big: '[redacted]',
      at: 1763828536123,
    });
  });

  it('and replaces what it cannot look at', () => {
    const cycle: Record<string, unknown> = { mail: canary };
    cycle['self'] = cycle;
    expect(chain(redact()).apply(record({ attributes: cycle }))?.attributes).toEqual({
      mail: '[redacted]',
      self: '[Circular]',
    });
    let deep: unknown = canary;
    for (let depth = 0; depth < 50; depth += 1) deep = { deep };
    expect(JSON.stringify(attributes({ deep }))).toContain('not scanned: too deep');
    expect(attributes({ list: Array.from({ length: 100 }, () => canary) }, { maxValues: 50 })).toEqual({
      list: '[not scanned: too large]',
    });
    const throwing = {
      get bad(): string {
        throw new Error(canary);
      },
      mail: canary,
      fine: 1,
    };
    expect(chain(redact()).apply(record({ attributes: { throwing } }))?.attributes).toEqual({
      throwing: { bad: '[not scanned: threw]', mail: '[redacted]', fine: 1 },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(chain(redact()).apply(record({ attributes: { proxy } }))?.attributes).toEqual({
      proxy: '[not scanned: threw]',
    });
  });

  it('in the scanned part of a text, and cuts the rest off', () => {
    const text = `${'x'.repeat(90)} ${canary} ${'y'.repeat(50)}${canary}`;
    const out = redacted({ message: text }, { maxTextLength: 120 }).message;
    expect(out).not.toContain('canary');
    expect(out).toMatch(/…\[\d+ characters not scanned\]$/);
  });

  it('does not make a prototype of a key', () => {
    const out = attributes(JSON.parse('{"__proto__":{"mail":"a@b.io"},"password":"x"}') as Record<string, unknown>);
    expect(JSON.stringify(out)).toBe('{"__proto__":{"mail":"[redacted]"},"password":"[redacted]"}');
  });

  it('withholds the content of a record that it fails on', () => {
    const answer = (): string => {
      throw new Error('broken');
    };
    const { chain: made, out, reports } = harness(redact({ answer }));
    made.offer(record({ message: canary }));
    expect(out[0]?.message).toBe(WITHHELD_MESSAGE);
    expect(reports).toHaveLength(1);
  });
});

describe('redact answers', () => {
  const key = 'a key of sixteen bytes or more';

  it('with a mask, the last four, a hash, a token, or what a function says, by cause', () => {
    const card = '4111-1111-1111-1111';
    expect(redacted({ message: card }, { mask: '###' }).message).toBe('###');
    expect(redacted({ message: card }, { answer: 'last4' }).message).toBe('****1111');
    expect(
      redacted({ message: card }, { answers: { card: (value, cause) => `<${cause} ${value.length}>` } }).message,
    ).toBe('<card 19>');
    const hash = createHash('sha256').update('4111111111111111').digest('hex').slice(0, 32);
    expect(redacted({ message: card }, { answer: 'hash' }).message).toBe(`sha256:${hash}`);
    const token = createHmac('sha256', key).update('a@b.io').digest('hex').slice(0, 32);
    expect(redacted({ message: 'A@b.io' }, { answers: { email: 'token' }, key }).message).toBe(`hmac:${token}`);
  });

  it('gives equal values equal tokens, however they are written, so that joins still work', () => {
    const token = (message: string): string => redacted({ message }, { answer: 'token', key }).message;
    expect(token('4111 1111 1111 1111')).toBe(token('4111111111111111'));
    expect(token('a@b.io')).not.toBe(token('c@b.io'));
  });

  it('with the mask for objects and short values, whatever else was asked for', () => {
    expect(attributes({ password: { a: 1 }, token: 'abc', pin: 1234567890 }, { answer: 'last4' })).toEqual({
      password: '[redacted]',
      token: '[redacted]',
      pin: '****7890',
    });
  });

  it('throws for tokens without a good key, and for answers and detectors that nobody knows', () => {
    expect(() => redact({ answer: 'token' })).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
    expect(() => redact({ answer: 'token', key: 'short' })).toThrow(/16 bytes/);
    expect(() => redact({ answer: 'masks' as never })).toThrow(/mask/);
    expect(() => redact({ answers: { cards: 'mask' } as object })).toThrow(/cards/);
    expect(() => redact({ detectors: ['emails' as never] })).toThrow(/'email'/);
    expect(() => redact({ path: [] } as object)).toThrow(/paths/);
    expect(() => redact({ patterns: [{ name: 'x', pattern: 'y' as never }] })).toThrow(/RegExp/);
  });

  it('takes patterns of your own', () => {
    const options = {
      patterns: [{ name: 'badge', pattern: /B-\d{4}/, includes: 'B-' }],
      answers: { pattern: 'last4' },
    } as const;
    expect(redacted({ message: 'B-1234 and B-5678, C-1234' }, options).message).toBe(
      '[redacted] and [redacted], C-1234',
    );
  });
});

describe('redact', () => {
  it('answers the record itself where there is nothing to redact, and shares what did not change', () => {
    const one = record({ attributes: { fine: { a: 1 }, bad: { mail: 'a@b.io' } } });
    const made = chain(redact({ paths: ['gone'] }));
    expect(made.apply(record({ message: 'nothing' }))).toBeDefined();
    const same = record({ message: 'nothing', attributes: { n: 1, t: 'text', nan: Number.NaN } });
    expect(made.apply(same)).toBe(same);
    const out = made.apply(one) as LogRecord;
    expect(out.attributes?.['fine']).toBe(one.attributes?.['fine']);
    expect(one.attributes?.['bad']).toEqual({ mail: 'a@b.io' });
  });

  it('changes nothing it is given, lets no canary through, and redacting twice is redacting once [D9]', () => {
    const canaries = fc.constantFrom(
      'canary1@example.com',
      '4111111111111111',
      'password=canary2',
      `ghp_${'Canary3abc'.repeat(4)}`,
      'https://u:canary4pw@host/',
      '+14155552671',
    );
    const text = fc
      .tuple(fc.string({ maxLength: 12 }), fc.constantFrom(' ', '\n', '"', ' (', ', '))
      .map(([a, b]) => `${a}${b}`);
    const leaf = fc.oneof(
      fc.tuple(text, canaries).map(([before, canary]) => `${before}${canary}`),
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.string({ maxLength: 8 }), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    const secrets = ['canary1', '4111111111111111', 'canary2', 'Canary3', 'canary4pw', '4155552671'];
    for (const options of [{}, { answer: 'last4' }, { answer: 'token', key: 'k'.repeat(16) }] as RedactOptions[]) {
      const made = chain(redact(options));
      fc.assert(
        fc.property(leaf, fc.dictionary(fc.string(), tree), (message, given) => {
          const one = frozen(record({ message: String(message), attributes: given }));
          const before = JSON.stringify(one);
          const out = made.apply(one) as LogRecord;
          const json = JSON.stringify(out);
          const again = made.apply(out) as LogRecord;
          expect(JSON.stringify(again)).toBe(json);
          expect(JSON.stringify(one)).toBe(before);
          return secrets.every((secret) => !json.includes(secret));
        }),
        { numRuns: 300 },
      );
    }
  });

  it('takes time in proportion to the length of a text, whatever is in it', () => {
    const parts = [
      'a',
      '1',
      ' ',
      '@',
      'a@',
      'a.',
      '-',
      '-----BEGIN ',
      'eyJ',
      'eyJ-',
      'eyJ.',
      'sk-',
      'sk-a-',
      'xoxb-',
      '://',
      'a:',
      '"a":',
      'password',
      'password=',
      'token:"',
      '\\"',
      'Bearer ',
      'bearer.',
      'Basic A',
      '4',
      '4 ',
      '4111 ',
      '1111-',
      '+1',
      '+1 ',
      '(415) ',
      '00',
      'DE89',
      'DE89 ',
      'AB12',
      '%40',
      'a%40',
      'gh',
      'ghp_',
      '.',
      'a-',
      'A',
      'AA',
      'é',
      '\u0000',
    ];
    const made = chain(redact({ maxTextLength: 1e9 }));
    const run = (text: string): number => {
      const one = record({ message: text });
      const start = process.cpuUsage();
      made.apply(one);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    run('warm up '.repeat(10_000));
    const pair = fc.tuple(fc.constantFrom('', ...parts), fc.constantFrom(...parts));
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const text = `${one}${other}`.repeat(Math.ceil(40_000 / (one.length + other.length)));
        // A quadratic search of 40,000 characters takes seconds; a linear one a few milliseconds, on any machine.
        expect(run(text)).toBeLessThan(400);
      }),
      { numRuns: 300 },
    );
  });
});
