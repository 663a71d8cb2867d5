import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, pieces } from './collect.ts';

describe('every line', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '  ',
      '\tat a.b(C.java:1)',
      'Caused by: x',
      '}',
      '{"level":"info","message":"m"}',
      '{"level":30,"time":1,',
      '2026-01-31 12:00:00.123 [main] ERROR com.example.App - request failed',
    ),
    fc.constantFrom(
      'Dec 10 06:55:46 LabSZ sshd[1]: x',
      'Traceback (most recent call last):',
      'ValueError: 1',
      'a=1 level=info b=2',
      '#Fields: a b',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/[\r\n\ufeff]/g, '')),
  );

  it('ends in exactly one record, whatever the lines and wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (lines, size, crlf) => {
          const text = lines.map((each) => each + (crlf ? '\r\n' : '\n')).join('');
          const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
          const { entries, report } = await collect(pieces(...chunks));
          expect(entries.flatMap((entry) => entry.raw.split('\n'))).toEqual(lines);
          expect(report.lines).toBe(lines.length);
          let next = 1;
          for (const entry of entries) {
            expect(entry.line).toBe(next);
            next += entry.lines;
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives the same records for any bytes, whole or in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 5, maxLength: 200 }),
        fc.integer({ min: 4, max: 50 }),
        async (bytes, size) => {
          const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          const whole = await collect(pieces(bytes), { defaultTime: 0, format: 'text' });
          const split = await collect(pieces(...parts), { defaultTime: 0, format: 'text' });
          expect(split.records).toEqual(whole.records);
        },
      ),
      { numRuns: 100 },
    );
  });
});
