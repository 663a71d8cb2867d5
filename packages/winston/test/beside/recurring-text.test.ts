import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { sortedJson } from '../../src/formats/sorted-json.ts';

const stock = createRequire(__filename)('safe-stable-stringify') as (data: unknown) => string;

/** Plain or not, short or not, ASCII or not. */
const TEXTS = [
  'GET',
  '',
  'a"b',
  'a\\b',
  'longer than a few',
  'longer than "few',
  'é',
  '\ud83d',
  '\ud83d\ude00',
  'x'.repeat(400),
];

// In a file of its own: shapes that other tests have made fill what the writer keeps in mind.
describe('Texts that stand at their place again', () => {
  it('are written as they are, whatever stood there before, in more shapes than texts are kept of', () => {
    for (let round = 0; round < 20; round += 1) {
      for (let shape = 0; shape < 300; shape += 1) {
        const text = TEXTS[(round * 7 + shape * (round % 3)) % TEXTS.length];
        const data = { [`of shape ${shape}`]: 'the same', b: text, a: { d: text, c: 'the same' } };
        expect(sortedJson(data)).toBe(stock(data));
      }
    }
  });

  it('are written behind what comes before them, which may be another thing each time', () => {
    const befores = [1, 'one', undefined, 'a "quoted" one', null];
    for (let round = 0; round < 250; round += 1) {
      // The same for long, and then another each time.
      const before = befores[(round % 50 < 40 ? Math.floor(round / 50) : round) % befores.length];
      const data = { b: 'stays', a: before, c: { e: 'stays too', d: before } };
      expect(sortedJson(data)).toBe(stock(data));
    }
  });

  it('are told from others of their length', () => {
    for (const text of ['orders', 'order"', 'orderé', 'orders', 'orderr']) {
      for (let times = 0; times < 40; times += 1) expect(sortedJson({ text })).toBe(stock({ text }));
    }
  });
});
