import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, it } from 'vitest';
import { bridgePino, pinoDestination } from '../src/index.ts';
import { keeping, lines } from './records.ts';

const require = createRequire(__filename);

describe('bridgePino', () => {
  it('keeps causes and aggregated errors whole, where pino writes them as text', () => {
    const { target, records } = keeping();
    const logger = pino({}, lines().stream);
    const bridge = bridgePino(logger, target);
    logger.error(new AggregateError([new Error('a'), new TypeError('b')], 'both', { cause: new Error('why') }));
    bridge.undo();
    expect(records[0]?.error).toMatchObject({
      name: 'AggregateError',
      message: 'both',
      cause: { message: 'why' },
      errors: [{ message: 'a' }, { name: 'TypeError', message: 'b' }],
    });
  });

  it('honours an error serializer that says less', () => {
    const { target, records } = keeping();
    const logger = pino({ serializers: { err: () => 'hidden' } }, lines().stream);
    const bridge = bridgePino(logger, target);
    logger.error(new Error('secret'), 'failed');
    bridge.undo();
    expect(records[0]).toMatchObject({ message: 'failed', attributes: { err: 'hidden' } });
    expect(records[0]?.error).toBeUndefined();
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('finds an error under `error`, which pino writes as an empty object', () => {
    const { target, records } = keeping();
    const logger = pino({ base: null }, lines().stream);
    const bridge = bridgePino(logger, target);
    logger.warn({ error: new Error('lost'), n: 1 }, 'x');
    bridge.undo();
    expect(records[0]).toMatchObject({ error: { message: 'lost' }, attributes: { n: 1 } });
    expect(records[0]?.attributes).toEqual({ n: 1 });
  });

  it('keeps mixins, prefixes, nested keys and trace ids', () => {
    const { target, records } = keeping();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const logger = pino(
      {
        base: null,
        msgPrefix: '[api] ',
        nestedKey: 'payload',
        mixin: () => ({ tenant: 'acme' }),
      },
      lines().stream,
    );
    const bridge = bridgePino(logger, target);
    logger
      .child({ trace_id: traceId, span_id: 'b7ad6b7169203331', trace_flags: '01' })
      .error({ a: 1, err: new Error('e') }, 'x');
    bridge.undo();
    expect(records[0]).toMatchObject({
      message: '[api] x',
      traceId,
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      error: { message: 'e' },
      attributes: { payload: { a: 1, tenant: 'acme' } },
    });
  });

  it('takes what a hook leaves of a line, and nothing behind its back', () => {
    const { target, records } = keeping();
    const logger = pino(
      { hooks: { streamWrite: (line) => (line.includes('card') ? 'not json 4***\n' : line.replace('hush', '****')) } },
      lines().stream,
    );
    const bridge = bridgePino(logger, target);
    logger.info({ a: 'hush' }, 'x');
    logger.info({ card: '4111' }, 'card 4111');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['x', 'not json 4***']);
    expect(records[0]?.attributes).toEqual({ a: '****' });
    expect(JSON.stringify(records)).not.toContain('4111');
  });

  it('flushes and listens to the stream below, which is not its own', () => {
    const calls: unknown[] = [];
    const stream = Object.assign(new EventEmitter(), {
      write: () => {},
      flush(this: unknown, done: () => void) {
        calls.push(this === stream ? 'of its own' : 'of another');
        done();
      },
    });
    const logger = pino({}, stream);
    const bridge = bridgePino(logger, () => {});
    logger.flush(() => calls.push('done'));
    const key = pino.symbols.streamSym as unknown as keyof typeof logger;
    const above = logger[key] as unknown as EventEmitter;
    expect(above).not.toBe(stream);
    above.on('drain', () => calls.push('drained'));
    stream.emit('drain');
    bridge.undo();
    expect(calls).toEqual(['of its own', 'done', 'drained']);
  });

  it('hands a multistream the level of each line', () => {
    const low = lines();
    const high = lines();
    const logger = pino(
      {},
      pino.multistream([
        { level: 'info', stream: low.stream },
        { level: 'error', stream: high.stream },
      ]),
    );
    const bridge = bridgePino(logger, () => {}, { passThrough: true });
    logger.info('a');
    logger.error('b');
    bridge.undo();
    expect([low.kept.length, high.kept.length]).toEqual([2, 1]);
  });

  it('writes to the logger’s stream what the target does not take', () => {
    const { stream, kept } = lines();
    const logger = pino({}, stream);
    const bridge = bridgePino(logger, () => {
      throw new Error('no');
    });
    logger.info('x');
    bridge.undo();
    expect(kept).toHaveLength(1);
    expect(bridge.counts()).toMatchObject({ offered: 1, handed: 0, failed: 1 });
  });

  it('says where a record was written, if asked', () => {
    const { target, records } = keeping();
    const logger = pino({}, lines().stream);
    const bridge = bridgePino(logger, target, { source: true });
    function shop(): void {
      logger.info('x');
    }
    shop();
    bridge.undo();
    expect(records[0]?.source).toMatchObject({ function: 'shop', module: expect.stringContaining('pino.test.ts') });
  });

  it('takes the logger of pino-http and of fastify', () => {
    const { target, records } = keeping();
    const http = pinoHttp({ base: null }, lines().stream as never);
    const bridge = bridgePino(http, target);
    http.logger.child({ req: { id: 1 } }).info({ responseTime: 12 }, 'request completed');
    const fastify = { log: pino({ name: 'fastify' }, lines().stream) };
    const other = bridgePino(fastify, target);
    fastify.log.info('listening');
    bridge.undo();
    other.undo();
    expect(records).toMatchObject([
      { message: 'request completed', attributes: { req: { id: 1 }, responseTime: 12 } },
      { message: 'listening', logger: 'fastify' },
    ]);
  });

  it('makes a stream for loggers that are yet to be made', () => {
    const { target, records } = keeping();
    const logger = pino({ name: 'new' }, pinoDestination(target, { attributes: { a: 1 } }));
    logger.info({ b: 2 }, 'x');
    const two = pino({ name: 'two' }, pino.multistream([{ stream: pinoDestination(target) }]));
    two.warn('y');
    const destination = pinoDestination(target);
    for (const create of [pino, require('pino-8') as typeof pino, pino])
      create({ name: 'shared' }, destination).error('z');
    expect(records).toMatchObject([
      { logger: 'new', message: 'x', attributes: { a: 1, b: 2 } },
      { logger: 'two', message: 'y', level: 'warn' },
      ...Array.from({ length: 3 }, () => ({ logger: 'shared', message: 'z', level: 'error' })),
    ]);
  });
});
