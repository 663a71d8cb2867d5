import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { finished, Holder, loggerTo, Taker } from './bench.ts';

describe('a transport that several loggers share [X2]', () => {
  it('gets what they log while it is busy in the order in which they log it', async () => {
    const slow = new Holder();
    const [one, two] = [loggerTo([slow]), loggerTo([slow])];
    for (const word of ['a', 'b', 'c']) {
      one.info(`one ${word}`);
      two.info(`two ${word}`);
    }
    await slow.letGo();
    expect(slow.messages).toEqual(['one a', 'two a', 'one b', 'two b', 'one c', 'two c']);
  });

  it('gets what waits of the others before one of them ends it', async () => {
    const slow = new Holder();
    const [one, two] = [loggerTo([slow]), loggerTo([slow])];
    one.info('one');
    two.info('two');
    const end = finished(one);
    two.info('three');
    await slow.letGo();
    await end;
    expect(slow.messages).toEqual(['one', 'two', 'three']);
  });

  it("gets what waits for it where a logger of Winston's ends it", async () => {
    const slow = new Holder();
    const stock = winston.createLogger({ transports: [slow] });
    const logger = loggerTo([slow]);
    stock.info('one');
    logger.info('two');
    logger.info('three');
    stock.end();
    await slow.letGo();
    expect(slow.messages).toEqual(['one', 'two', 'three']);
  });

  it('has no more listeners than one logger gives it, however many come and go', () => {
    const shared = new Taker();
    const listeners = (): number[] => ['error', 'drain', 'finish', 'close'].map((name) => shared.listenerCount(name));
    const logger = loggerTo([shared]);
    const before = listeners();
    for (let count = 0; count < 50; count += 1) loggerTo([shared]).close();
    expect(listeners()).toEqual(before);
    logger.info('still there');
    expect(shared.messages).toEqual(['still there']);
  });
});

describe('a transport that somebody else ends', () => {
  it('takes what waits for it before, and nobody waits for it for ever', async () => {
    const slow = new Holder();
    const logger = loggerTo([slow]);
    for (const word of ['one', 'two', 'three']) logger.info(word);
    const flush = logger.flush(60_000);
    slow.end();
    await slow.letGo();
    expect(slow.messages).toEqual(['one', 'two', 'three']);
    expect(await flush).toEqual({ pending: 0 });
  });
});
