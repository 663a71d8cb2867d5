import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, type DetectorName, redact } from '../../src/index.ts';
import { isCardNumber, passesLuhn } from '../../src/filter/redact/detectors/cards.ts';
import { isAadhaar, isChineseIdentity, isCpf } from '../../src/filter/redact/detectors/identity-numbers.ts';
import { record } from './records.ts';
import { redacted } from './redacted.ts';

const everything = chain(redact());
const clean = (text: string, detectors?: readonly DetectorName[]): string => {
  const filter = detectors === undefined ? everything : chain(redact({ detectors }));
  return filter.apply(record({ message: text }))?.message ?? '';
};

/** Text that has to be found whole, by what finds it. Built from parts, so that no scanner takes this file for a leak. */
const SECRETS: readonly (readonly [DetectorName, string])[] = [
  ['card', '4111111111111111'],
  ['card', '4111 1111 1111 1111'],
  ['card', '5555-5555-5555-4444'],
  ['card', '378282246310005'],
  ['card', '3782 822463 10005'],
  ['card', '6011111111111117'],
  ['card', '3530111333300000'],
  ['card', '30569309025904'],
  ['card', '6200000000000005'],
  ['card', '2223003122003222'],
  ['iban', 'DE89370400440532013000'],
  ['iban', 'GB82 WEST 1234 5698 7654 32'],
  ['iban', 'FR14 2004 1010 0505 0001 3M02 606'],
  ['email', 'ada.lovelace+log@mail.example.co.uk'],
  ['email', 'ada%40example.com'],
  ['phone', '+14155552671'],
  ['phone', '+44 20 7946 0958'],
  ['phone', '(415) 555-2671'],
  ['phone', '415-555-2671'],
  ['phone', '1-415-555-2671'],
  ['phone', '13812345678'],
  ['phone', '138-1234-5678'],
  ['phone', '0049 30 1234567'],
  ['phone', '07911 123456'],
  ['identity', '11010519491231002X'],
  ['identity', '440524188001010014'],
  ['identity', '219-09-9999'],
  ['identity', '529.982.247-25'],
  ['identity', '2341 2341 2346'],
  ['identity', '130 692 544'],
  ['identity', 'AB 12 34 56 C'],
  ['token', ['AKIA', 'IOSFODNN7EXAMPLE'].join('')],
  ['token', `ghp_${'a1B2'.repeat(9)}`],
  ['token', `github_pat_${'11AAAA'.repeat(6)}`],
  ['token', `glpat-${'x1y2z3'.repeat(4)}`],
  ['token', ['xoxb', '123456789012', 'abcdefABCDEF'].join('-')],
  ['token', `sk_live_${'51H8abc'.repeat(4)}`],
  ['token', `sk-proj-${'Ab12'.repeat(10)}`],
  ['token', ['AIza', 'Sy0123456789abcdefghijklmnopqrstuvw'].join('')],
  ['token', `npm_${'a1B2'.repeat(9)}`],
  ['token', `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`],
  ['jwt', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
  ['private_key', ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEpAIBAAKCAQEA', '-----END RSA PRIVATE KEY-----'].join('\n')],
];

/** Text that is nothing secret and looks like it. */
const HARMLESS = [
  '1700000000000',
  '1763828536123456',
  '1763828536123456789',
  '2026-11-22T16:22:16.123Z',
  '20261122162216123',
  '7b2f5c1e-9d3a-4c8b-8f10-2d4e6a8b0c1d',
  '00f067aa0ba902b7',
  '4111111111111112',
  '9999999999999995',
  '0.4111111111111111',
  'version 10.2.3-beta.4',
  '192.168.100.200',
  'lat 52.5200066 lon 13.404954',
  'took 12345678 ns',
  'order 123456789012',
  'DE89370400440532013001',
  '000-12-3456',
  'foo@1.2.3',
  '@types/node',
  'user@localhost',
  'https://example.com:8080/a/b?c=d#e',
  'the bearer of bad news',
  'basic authentication failed',
  'sk-this-is-a-css-class-name-of-somebody',
  'total_tokens: 120',
  'tokenCount=5',
  'at Object.<anonymous> (/srv/app/dist/index.js:12:34)',
  'node:internal/process/task_queues:95:5',
  '-----BEGIN CERTIFICATE-----',
  'password: null',
  '11010519491231002Y',
];

describe('redact finds in text', () => {
  it.each(SECRETS)('%s: %s, wherever it stands', (detector, secret) => {
    for (const frame of [
      '%',
      'is %.',
      '"%"',
      '(%)',
      'x=%&y=1',
      'a:%,b',
      'kunde：%。',
      '/path/%/more',
      'line\n%\nline',
    ]) {
      const text = frame.replace('%', () => secret);
      const expected = frame.replace('%', '[redacted]');
      expect(clean(text, [detector])).toBe(expected);
    }
  });

  it.each(HARMLESS)('nothing in %s', (text) => {
    expect(clean(text)).toBe(text);
    expect(clean(`before ${text} after`)).toBe(`before ${text} after`);
  });

  it('several secrets in one text', () => {
    expect(clean('mail a@b.io, card 4111111111111111, call +14155552671!')).toBe(
      'mail [redacted], card [redacted], call [redacted]!',
    );
  });

  it('credentials after Bearer and Basic, and keeps the word', () => {
    expect(clean('got Bearer abcdef1234567890.x-y_z')).toBe('got Bearer [redacted]');
    expect(clean(`Basic ${Buffer.from('ada:lovelace').toString('base64')}`)).toBe('Basic [redacted]');
  });

  it('passwords in addresses, and keeps the user and the host', () => {
    expect(clean('postgres://app:s3cr3t@db.internal:5432/shop')).toBe(
      'postgres://app:[redacted]@db.internal:5432/shop',
    );
    expect(clean('redis://:p@ss@cache/0')).toBe('redis://:[redacted]@cache/0');
    expect(clean('https://0123token@host/x')).toBe('https://[redacted]@host/x');
  });

  it.each([
    ['password=hunter2 next', 'password=[redacted] next'],
    ['"password": "hun\\"ter2", "a": 1', '"password": "[redacted]", "a": 1'],
    ['{\\"dbPassword\\":\\"hunter2\\"}', '{\\"dbPassword\\":\\"[redacted]\\"}'],
    ['/cb?code=1&access_token=abc&x=2', '/cb?code=1&access_token=[redacted]&x=2'],
    ['Authorization: Token abc def\nHost: x', 'Authorization: [redacted]\nHost: x'],
    ['Cookie: sid=1; theme=dark', 'Cookie: [redacted]'],
    ["api-key => 'k-1'", "api-key => '[redacted]'"],
    ['AWS_SECRET_ACCESS_KEY=abc/def', 'AWS_SECRET_ACCESS_KEY=[redacted]'],
  ])('values of secret names: %s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('patterns of your own', () => {
    const options = {
      patterns: [{ name: 'badge', pattern: /B-\d{4}/, includes: 'B-' }],
      answers: { pattern: 'last4' },
    } as const;
    expect(redacted({ message: 'B-1234 and B-5678, C-1234' }, options).message).toBe(
      '[redacted] and [redacted], C-1234',
    );
  });

  it('only what it is told to look for', () => {
    const text = 'a@b.io 4111111111111111 password=x1';
    expect(clean(text, [])).toBe(text);
    expect(clean(text, ['email'])).toBe('[redacted] 4111111111111111 password=x1');
  });
});

describe('checksums', () => {
  it('take no time in this century for a card, in milli-, micro- or nanoseconds', () => {
    const times = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2039, 0) });
    fc.assert(
      fc.property(times, fc.nat(999_999), (millis, fraction) => {
        const digits = `${millis}${String(fraction).padStart(6, '0')}`;
        return [millis, digits.slice(0, -3), digits].every((text) => clean(`at ${text}`) === `at ${text}`);
      }),
      { numRuns: 300 },
    );
  });

  it('find every changed digit of a card, an identity number and an IBAN', () => {
    const change = (text: string, place: number): string => {
      const digit = (Number(text[place]) + 1) % 10;
      return text.slice(0, place) + digit + text.slice(place + 1);
    };
    const places = (text: string): number[] => Array.from(text.matchAll(/\d/g), ({ index }) => index);
    const numbers = [
      ['52998224725', isCpf],
      ['234123412346', isAadhaar],
      ['4111111111111111', passesLuhn],
      ['11010519491231002X', isChineseIdentity],
      ['DE89370400440532013000', (text: string): boolean => clean(text, ['iban']) !== text],
    ] as const;
    for (const [number, isOne] of numbers) {
      expect(isOne(number)).toBe(true);
      expect(places(number).filter((place) => isOne(change(number, place)))).toEqual([]);
    }
  });

  it('take a card only of issuers and lengths that exist', () => {
    expect(isCardNumber('4111111111111111')).toBe(true);
    // Luhn is right for these; no issuer gives them out.
    for (const digits of [
      '1234567812345670',
      '9111111111111111',
      '0000000000000000',
      '41111111111111',
      '5105105105105100000',
    ]) {
      expect(isCardNumber(digits)).toBe(false);
    }
  });
});
