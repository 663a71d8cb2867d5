import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bench, bodies, DELIVERED } from '../fixtures/bench.ts';

describe('G6: a refused batch is taken apart until the bad record is found', () => {
  it('the bad one goes to the dead letters with the reason, the others arrive in order', async () => {
    const made = bench();
    made.sink.always = (sent) =>
      sent.includes('r37') ? { status: 'refused', cause: 'content', reason: 'bad timestamp' } : DELIVERED;
    made.offer(...bodies(100));
    await made.delivery.end(1000);
    expect(made.sink.arrived).toEqual(bodies(100).filter((body) => body !== 'r37'));
    expect(made.letters).toEqual([{ bodies: ['r37'], reason: 'bad timestamp' }]);
    expect(made.sink.sends.length).toBeLessThanOrEqual(16);
    expect(made.delivery.counts()).toMatchObject({ delivered: 99, pending: 0, dropped: { dead_lettered: 1 } });
  });

  it('whichever and however many they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 30 }), async (bad) => {
        const made = bench();
        const isBad = (body: string): boolean => bad.includes(Number(body.slice(1)));
        made.sink.always = (sent) =>
          sent.some(isBad) ? { status: 'refused', cause: 'content', reason: 'bad' } : DELIVERED;
        made.offer(...bodies(30));
        await made.delivery.end(1000);
        expect(made.sink.arrived).toEqual(bodies(30).filter((body) => !isBad(body)));
        expect(made.letters.flatMap((letter) => letter.bodies)).toEqual(bodies(30).filter(isBad));
      }),
      { numRuns: 50 },
    );
  });

  it('named rejections are set aside alone, and what is to be tried again is tried alone', async () => {
    const made = bench();
    made.sink.script = [{ status: 'partial', retry: [0, 2], rejected: [{ index: 1, reason: 'mapping' }] }];
    made.offer(...bodies(4));
    const flush = made.delivery.flush(60_000);
    await made.pass(2000, 100);
    await flush;
    expect(made.sink.sends).toEqual([bodies(4), ['r1', 'r3']]);
    expect(made.letters).toEqual([{ bodies: ['r2'], reason: 'mapping' }]);
  });

  it('a batch that is too large is halved, and later ones are made smaller from the start', async () => {
    const made = bench({ batch: { records: 8 } });
    made.sink.always = (sent) =>
      sent.join('').length > 4200 ? { status: 'refused', cause: 'size', reason: '413' } : DELIVERED;
    made.offer(...bodies(32, 'x'.repeat(1000)));
    await made.delivery.end(1000);
    expect(made.sink.arrived.length).toBe(32);
    expect(made.letters).toEqual([]);
    const refused = made.sink.sends.filter((sent) => sent.join('').length > 4200).length;
    expect(refused).toBe(1);
  });

  it('without dead letters the loss is counted as refused', async () => {
    const made = bench({ buries: false });
    made.sink.always = { status: 'refused', cause: 'content', reason: 'no' };
    made.offer('a');
    await made.delivery.end(1000);
    expect(made.delivery.counts().dropped).toEqual({ refused: 1 });
  });

  it('where the dead letters cannot be written, the loss is counted as refused', async () => {
    const made = bench({ letterBox: { write: () => Promise.reject(new Error('no space left')) } });
    made.sink.always = { status: 'refused', cause: 'content', reason: 'no' };
    made.offer('a');
    await made.delivery.end(1000);
    expect(made.delivery.counts().dropped).toEqual({ refused: 1 });
  });
});
