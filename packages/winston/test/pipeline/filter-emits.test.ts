import { createChain, dedupe, rateLimit, redact, recordOfInfo } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/logger/create-logger.ts';
import { keeping, keepingInfos, logging, read } from './lines.ts';

describe('what a filter makes itself', () => {
  it('becomes an info: the summary of what a limit dropped goes through format and transports [F6]', async () => {
    const clock = new FakeClock();
    const filter = createChain([rateLimit({ perSecond: 1, by: 'message', windowMillis: 1000 }), redact()], { clock });
    const infos: Record<PropertyKey, unknown>[] = [];
    const lines: string[] = [];
    const logger = createLogger({ loggerName: 'shop', filter, transports: [keeping(lines), keepingInfos(infos)] });
    for (let count = 0; count < 5; count += 1) logger.info('again');
    await clock.advance(1000);
    logger.info('again');
    const summary = read(lines).find((line) => line['sampleRate'] !== undefined);
    expect(summary).toMatchObject({ level: 'info', logger: 'shop', sampleRate: 4 });
    expect(recordOfInfo(infos[1] as object)).toMatchObject({ level: 'info', sampleRate: 4 });
    expect(logger.filterCounts()).toMatchObject({ offered: 6, passed: 2, emitted: 1 });
  });

  it('comes at flush, before its time [F6]', async () => {
    const { logger, lines } = logging({ filter: dedupe({ windowMillis: 60_000 }) });
    for (let count = 0; count < 3; count += 1) logger.info('again');
    await logger.flush();
    expect(lines.length).toBe(2);
    const { offered, passed, held, dropped } = logger.filterCounts() ?? expect.fail();
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(offered).toBe(passed + held + gone);
  });
});
