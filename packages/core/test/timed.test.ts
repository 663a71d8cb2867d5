import { describe, expect, it } from 'vitest';
import { timed, type Timing, timingRecord } from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';

function setUp() {
  const clock = new FakeClock();
  const timings: Timing[] = [];
  return { clock, timings, options: { clock, report: (timing: Timing) => void timings.push(timing) } };
}

describe('timed [E9]', () => {
  it('reports how long a function took, and answers what it answers', async () => {
    const { clock, timings, options } = setUp();
    expect(timed('sync', () => 7, options)).toBe(7);
    const answer = await timed(
      'async',
      async () => {
        await clock.advance(250);
        return 'done';
      },
      options,
    );
    expect(answer).toBe('done');
    expect(timings).toEqual([
      { name: 'sync', durationMillis: 0, outcome: 'success' },
      { name: 'async', durationMillis: 250, outcome: 'success' },
    ]);
  });

  it('reports failures and throws them on', async () => {
    const { timings, options } = setUp();
    const error = new Error('no');
    expect(() =>
      timed(
        'sync',
        () => {
          throw error;
        },
        options,
      ),
    ).toThrow(error);
    await expect(timed('async', () => Promise.reject(error), options)).rejects.toBe(error);
    expect(timings.map(({ outcome, error: told }) => [outcome, told])).toEqual([
      ['failure', error],
      ['failure', error],
    ]);
  });

  it('measures a block by hand or under `using`, and reports it once', async () => {
    const { clock, timings, options } = setUp();
    {
      using block = timed('block', options);
      await clock.advance(10);
      expect(block.elapsedMillis()).toBe(10);
      expect(block.end()).toEqual({ name: 'block', durationMillis: 10, outcome: 'success' });
      await clock.advance(10);
    }
    expect(timings).toHaveLength(1);
    expect(timed('silent').end().outcome).toBe('success');
  });

  it('is not misled by a clock that jumps', async () => {
    const { clock, options } = setUp();
    const block = timed('block', options);
    clock.jump(-3_600_000);
    await clock.advance(5);
    expect(block.end().durationMillis).toBe(5);
  });

  it('becomes a record', () => {
    expect(timingRecord({ name: 'load', durationMillis: 12.345, outcome: 'success' })).toMatchObject({
      level: 'performance',
      message: 'load took 12.3 ms',
      attributes: { timer: 'load', duration_ms: 12.345, outcome: 'success' },
    });
    const failed = timingRecord({ name: 'load', durationMillis: 1, outcome: 'failure', error: new TypeError('no') });
    expect(failed).toMatchObject({
      level: 'error',
      message: 'load failed after 1.0 ms',
      error: { name: 'TypeError', message: 'no' },
    });
  });
});
