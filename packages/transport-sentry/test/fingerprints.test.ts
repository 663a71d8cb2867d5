import { describe, expect, it } from 'vitest';
import { bench } from './fixtures/checked-bench.ts';

describe('issues are told apart', () => {
  it('by the template of the message, whatever is put into it', async () => {
    const { logger, receiver, flush } = await bench();
    logger.error('order 17 of ann@example.com failed');
    logger.error('order 99 of bob@example.org failed');
    logger.error('card declined');
    await flush();
    const fingerprints = receiver.events.map(({ fingerprint }) => fingerprint);
    expect(fingerprints[0]).toEqual(['order <number> of <email> failed']);
    expect(fingerprints[1]).toEqual(fingerprints[0]);
    expect(fingerprints[2]).not.toEqual(fingerprints[0]);
  });

  it('by the stack first, where there is an error', async () => {
    const { logger, receiver, flush } = await bench();
    logger.error('order 17 failed', new Error('boom'));
    await flush();
    expect(receiver.events[0]?.fingerprint).toEqual(['{{ default }}', 'order <number> failed']);
  });

  it('by a function, or as Sentry does it', async () => {
    const byFunction = await bench({ fingerprint: ({ attributes }) => [String(attributes?.['kind'])] });
    byFunction.logger.error('failed', { kind: 'payment' });
    const bySentry = await bench({ fingerprint: 'sentry' });
    bySentry.logger.error('failed');
    await Promise.all([byFunction.flush(), bySentry.flush()]);
    expect(byFunction.receiver.events[0]?.fingerprint).toEqual(['payment']);
    expect(bySentry.receiver.events[0]).not.toHaveProperty('fingerprint');
  });

  it('by the template where the function fails, which is reported', async () => {
    const { logger, receiver, flush, reports } = await bench({
      fingerprint: () => {
        throw new Error('no');
      },
    });
    logger.error('order 17 failed');
    await flush();
    expect(receiver.events[0]?.fingerprint).toEqual(['order <number> failed']);
    expect(reports.map(({ name }) => name)).toContain('formatter.failed');
  });
});
