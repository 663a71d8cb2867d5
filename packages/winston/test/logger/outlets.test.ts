import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { Backlog } from '../../src/logger/backlog.ts';
import { finished, Holder, loggerTo, roomOf, Taker } from './bench.ts';

const MESSAGE = Symbol.for('message');

function words(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index}`);
}

describe('a transport beside others [X2, complaint 7]', () => {
  it('gets every line while another one hangs', () => {
    const hanging = new Holder();
    const healthy = new Taker();
    const logger = loggerTo([hanging, healthy]);
    for (const word of words(1_000)) logger.info(word);
    expect(healthy.messages).toEqual(words(1_000));
    expect(hanging.taken).toHaveLength(1);
  });

  it('gets every line, in order, when it calls back again', async () => {
    const slow = new Holder();
    const logger = loggerTo([slow]);
    for (const word of words(500)) logger.info(word);
    await slow.letGo();
    expect(slow.messages).toEqual(words(500));
  });

  it('goes on after one that throws, and the application hears of that as with Winston', () => {
    const throwing = new Taker({
      take: () => {
        throw new Error('no room');
      },
    });
    const healthy = new Taker();
    const logger = loggerTo([throwing, healthy]);
    expect(() => logger.info('one')).toThrow('no room');
    expect(() => logger.info('two')).toThrow('no room');
    expect(healthy.messages).toEqual(['one', 'two']);
    expect(throwing.messages).toEqual(['one', 'two']);
  });

  it('that throws while it drains what waited warns, for nobody called who could catch it', async () => {
    const held: ((error?: Error | null) => void)[] = [];
    const throwing = new Taker({
      take: ({ message }, done) => {
        if (message === 'line 7') throw new Error('no room');
        held.push(done);
      },
    });
    const logger = loggerTo([throwing]);
    const warnings: unknown[] = [];
    logger.on('warn', (warning: Error) => warnings.push(warning.message));
    for (const word of words(20)) logger.info(word);
    while (held.length > 0) {
      for (const done of held.splice(0)) done();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(warnings).toEqual(['no room']);
    expect(throwing.messages).toEqual(words(20));
  });

  it('goes on after an error, which comes to the logger with the transport', async () => {
    const failing = new Taker({ take: ({ message }, done) => done(message === 'bad' ? new Error('refused') : null) });
    const healthy = new Taker();
    const logger = loggerTo([failing, healthy]);
    const errors: unknown[] = [];
    logger.on('error', (error: Error, transport: unknown) => errors.push(error.message, transport));
    for (const word of ['bad', 'good', 'better']) logger.info(word);
    await finished(logger);
    expect(errors).toEqual(['refused', failing]);
    expect(failing.messages).toEqual(['bad', 'good', 'better']);
    expect(healthy.messages).toEqual(['bad', 'good', 'better']);
  });

  it('takes what waited for it after an error in the middle of a burst', async () => {
    const slow = new Holder();
    const logger = loggerTo([slow]);
    logger.on('error', () => {});
    for (const word of words(100)) logger.info(word);
    slow.held.shift()?.(new Error('refused'));
    await new Promise((resolve) => setImmediate(resolve));
    await slow.letGo();
    expect(new Set(slow.messages)).toEqual(new Set(words(100)));
  });

  it('has a copy of its own, with a splat of its own, where others are given the same info [complaint 23]', () => {
    const meddling = new Taker({
      take: (info, done) => {
        info['message'] = 'changed';
        (info[Symbol.for('splat')] as unknown[]).length = 0;
        done();
      },
    });
    const healthy = new Taker();
    loggerTo([meddling, healthy]).info('said', { a: 1 });
    expect(healthy.taken).toMatchObject([{ message: 'said', a: 1 }]);
    expect(healthy.taken[0]?.[Symbol.for('splat')]).toEqual([{ a: 1 }]);
  });

  it('hears the asynchronous context of the call, though it takes the line later [complaint 24]', async () => {
    const storage = new AsyncLocalStorage<string>();
    const heard: unknown[] = [];
    const slow = new Holder();
    slow.log = (info, done): void => {
      heard.push([info['message'], storage.getStore()]);
      slow.held.push(done);
    };
    const logger = loggerTo([slow]);
    for (const word of words(40)) storage.run(`of ${word}`, () => logger.info(word));
    await slow.letGo();
    expect(heard).toEqual(words(40).map((word) => [word, `of ${word}`]));
  });
});

describe('the end of a logger [complaints 1, 2, 5, 6]', () => {
  it('comes when slow transports have taken all that waited', async () => {
    const slow = new Taker({ take: (_info, done) => void setImmediate(done) });
    const logger = loggerTo([slow]);
    for (const word of words(300)) logger.info(word);
    await finished(logger);
    expect(slow.messages).toEqual(words(300));
    expect(slow.writableFinished ?? true).toBe(true);
  });

  it('waits for the callback of every line, also of those that came in one batch', async () => {
    let open = 0;
    const slow = new Taker({
      take: (_info, done) => {
        open += 1;
        setTimeout(() => {
          open -= 1;
          done();
        }, 1);
      },
    });
    const logger = loggerTo([slow]);
    for (const word of words(50)) logger.info(word);
    await finished(logger);
    expect(open).toBe(0);
    expect(slow.messages).toHaveLength(50);
  });

  it('is not needed for a flush, which says what is still waiting at its deadline', async () => {
    const slow = new Holder();
    const logger = loggerTo([slow]);
    for (const word of words(30)) logger.info(word);
    expect(await logger.flush(1)).toEqual({ pending: 30 });
    const flushed = logger.flush();
    await slow.letGo();
    expect(await flushed).toEqual({ pending: 0 });
    logger.info('after');
    expect(slow.messages).toHaveLength(31);
  });
});

describe('what waits for one transport [complaints 8, 10]', () => {
  it('may be any burst, since the transport had no chance to take it', () => {
    const room = roomOf();
    const backlog = new Backlog(room);
    for (const message of words(50)) backlog.push({ info: { message }, run: (code) => code() }, 'slow');
    expect(backlog.length).toBe(50);
    expect(backlog.dropped).toBe(0);
  });

  it('is bounded once the transport has not moved for a while, and what is dropped is counted and reported once', async () => {
    const room = roomOf();
    const backlog = new Backlog(room);
    const push = (message: string): void => backlog.push({ info: { message }, run: (code) => code() }, 'stuck');
    for (const message of words(3)) push(message);
    await room.clock.advance(1_001);
    for (const message of words(2)) push(message);
    expect(backlog.length).toBe(3);
    expect(backlog.dropped).toBe(2);
    expect(room.reports).toMatchObject([{ name: 'record.dropped', reason: 'queue_full', source: 'stuck' }]);
    backlog.shift();
    push('again');
    expect(backlog.length).toBe(3);
  });

  it('comes out in the order in which it went in, whatever came between', () => {
    const backlog = new Backlog(roomOf({ maxRecords: 10_000 }));
    const out: unknown[] = [];
    let next = 0;
    for (let round = 0; round < 200; round += 1) {
      for (let count = 0; count < 20; count += 1) {
        backlog.push({ info: { next }, run: (code) => code() }, 'slow');
        next += 1;
      }
      for (let count = 0; count < 13; count += 1) out.push(backlog.shift()?.info['next']);
    }
    for (let waiting = backlog.shift(); waiting !== undefined; waiting = backlog.shift()) {
      out.push(waiting.info['next']);
    }
    expect(out).toEqual(Array.from({ length: next }, (_, index) => index));
  });
});

describe('a logger of ours [X1]', () => {
  it('is a winston.Logger to whoever asks', () => {
    expect(loggerTo([new Taker()])).toBeInstanceOf(winston.Logger);
  });

  it('formats nothing that no transport wants, unless it is told to format first', () => {
    const formatted: unknown[] = [];
    const format = {
      transform: (info: object) => {
        formatted.push((info as { message: unknown }).message);
        return info;
      },
    };
    const options = { format };
    loggerTo([new Taker()], options).debug('unwanted');
    expect(formatted).toEqual([]);
    loggerTo([new Taker()], { ...options, formatFirst: true }).debug('wanted by nobody');
    loggerTo([new Taker({ level: 'debug' })], options).debug('wanted by one');
    expect(formatted).toEqual(['wanted by nobody', 'wanted by one']);
  });

  it('formats nothing for a transport that says it judges levels as Winston does, though it takes infos its own way', () => {
    let formatted = 0;
    const format = { transform: (info: object) => ((formatted += 1), info) };
    const taken: unknown[] = [];
    const own = Object.assign(new Taker(), { judgesByLevel: true });
    own.write = ((info: { message: unknown }) => taken.push(info.message) > 0) as never;
    const logger = loggerTo([own], { format });
    logger.debug('unwanted');
    expect(formatted).toBe(0);
    logger.info('wanted');
    expect(taken).toEqual(['wanted']);
  });

  it('gives listeners of data what it gives transports, unwanted levels included', () => {
    const logger = loggerTo([new Taker()]);
    const heard: unknown[] = [];
    logger.on('data', (info: { message: unknown }) => heard.push(info.message));
    logger.info('one');
    logger.debug('two');
    expect(heard).toEqual(['one', 'two']);
  });

  it('keeps lines for the first transport, and complains once [complaint 36]', async () => {
    const complaints: unknown[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((complaint) => void complaints.push(complaint));
    const logger = loggerTo([]);
    for (const word of words(3)) logger.info(word);
    spy.mockRestore();
    const late = new Taker();
    logger.add(late as never);
    logger.info('after');
    await finished(logger);
    expect(complaints).toHaveLength(1);
    expect(late.messages).toEqual([...words(3), 'after']);
  });

  it('writes what is logged while it formats or writes after what it is at', () => {
    const taker = new Taker({
      take: ({ message }, done) => {
        if (message === 'outer') logger.info('inner');
        done();
      },
    });
    const logger = loggerTo([taker]);
    logger.info('outer');
    logger.info('next');
    expect(taker.messages).toEqual(['outer', 'inner', 'next']);
  });

  it('goes on after a format that throws, as with Winston', () => {
    const taker = new Taker();
    const format = {
      transform: (info: object) => {
        if ((info as { message: unknown }).message === 'bad') throw new Error('unformattable');
        return info;
      },
    };
    const logger = loggerTo([taker], { format });
    expect(() => logger.info('bad')).toThrow('unformattable');
    logger.info('good');
    expect(taker.messages).toEqual(['good']);
  });

  it('lets a write of somebody else on Winston’s logger have its turn, as that of OpenTelemetry', () => {
    const prototype = winston.Logger.prototype as { write(info: object): boolean };
    const above = Object.getPrototypeOf(prototype) as { write(info: object): boolean };
    prototype.write = function patched(this: winston.Logger, info: object): boolean {
      return above.write.call(this, { ...info, trace_id: 'abc' });
    };
    const taker = new Taker();
    try {
      loggerTo([taker]).info('one');
    } finally {
      delete (winston.Logger.prototype as { write?: unknown }).write;
    }
    expect(taker.taken).toMatchObject([{ message: 'one', trace_id: 'abc' }]);
    expect(taker.taken[0]?.[MESSAGE]).toContain('abc');
  });
});
