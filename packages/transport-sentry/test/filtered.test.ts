import { createRecord, redact } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench } from './fixtures/checked-bench.ts';

describe('what a filter in front has done holds', () => {
  it('a sampled record says how many it stands for', async () => {
    const { transport, receiver, flush } = await bench();
    transport.record(createRecord({ level: 'info', message: 'one of four', sampleRate: 4 }));
    transport.record(createRecord({ level: 'error', message: 'one of two', sampleRate: 2 }));
    await flush();
    expect(receiver.logs[0]?.attributes['tailrace.sample_rate']).toEqual({ value: 4, type: 'integer' });
    expect(receiver.events[0]?.contexts?.['log']).toMatchObject({ sample_rate: 2 });
  });

  it('nothing that is redacted leaves, by no way [D1]', async () => {
    const { logger, receiver, flush } = await bench({ filter: redact() });
    // Put together, for the lines of source around a frame are sent, too.
    const canary = ['sk_live', 'canary0123456789abcdef'].join('_');
    logger.info('before', { password: canary });
    const cause = new Error('inner', { cause: Object.assign(new Error('innermost'), { token: canary }) });
    logger.error('failed', {
      error: Object.assign(cause, { apiKey: canary }),
      password: canary,
      nested: { secret: canary },
    });
    logger.warn('a log', { authorization: `Bearer ${canary}` });
    await flush();
    expect(receiver.events).toHaveLength(1);
    expect(receiver.logs).toHaveLength(2);
    expect(receiver.posted.join('\n')).not.toContain(canary);
  });
});
