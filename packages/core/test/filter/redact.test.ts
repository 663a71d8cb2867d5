import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, type LogRecord, redact, type RedactOptions } from '../../src/index.ts';
import { frozen, record } from './records.ts';

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
