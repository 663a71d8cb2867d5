import { type LinkMessage, newRecordId } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { EncodedBatch } from '../src/batch.ts';
import {
  checkTlsOptions,
  ConnectionEnd,
  ConnectionSink,
  type Conversation,
  judgeStatus,
  type LinkChannel,
  LinkConversation,
  type LinkListener,
  type Outcome,
  Unanswered,
} from '../src/index.ts';

const WELCOME: LinkMessage = { type: 'welcome', version: 1, maxBatchBytes: 1_000, maxRecordBytes: 1_000 };

function batchOf(count: number): EncodedBatch {
  const entry = { timestamp: 0, severity: 9, route: '', body: '{}' };
  return new EncodedBatch(Array.from({ length: count }, () => ({ ...entry, id: newRecordId() })));
}

/** A channel whose other end is the test. */
class TestChannel implements LinkChannel {
  readonly sent: string[] = [];
  ended = false;
  destroyed: Error | undefined;
  listener!: LinkListener;
  /** Sending waits for it. */
  room: Promise<void> = Promise.resolve();

  hear(message: LinkMessage): void {
    this.listener.message(JSON.stringify(message));
  }

  send(line: string): Promise<void> {
    this.sent.push(line.trimEnd());
    return this.room;
  }

  end(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }

  destroy(cause: Error): void {
    if (this.destroyed !== undefined) return;
    this.destroyed = cause;
    this.listener.closed(cause);
  }
}

async function opened(channel: TestChannel, greeting: LinkMessage = WELCOME): Promise<LinkConversation> {
  const opening = LinkConversation.open(
    (listener) => {
      channel.listener = listener;
      // As with a WebSocket, whose first message may come with the answer to its handshake.
      channel.hear(greeting);
      return Promise.resolve(channel);
    },
    { hello: undefined, compression: false },
    new AbortController().signal,
    () => {},
  );
  return opening;
}

describe('LinkConversation', () => {
  it('hears a welcome, or a goodbye, that comes before its channel is there, and cuts that', async () => {
    const welcome = new TestChannel();
    await opened(welcome);
    const refused = new TestChannel();
    const goodbye: LinkMessage = { type: 'goodbye', status: 403, code: 'NO', message: 'secret' };
    await expect(opened(refused, goodbye)).rejects.toMatchObject({
      outcome: { status: 'refused', cause: 'access', reason: 'goodbye 403 NO' },
    });
    expect(refused.destroyed).toBeInstanceOf(ConnectionEnd);
  });

  it('numbers batches in the order they go out, one behind the other while there is no room', async () => {
    const channel = new TestChannel();
    const conversation = await opened(channel);
    let makeRoom = (): void => {};
    channel.room = new Promise((resolve) => {
      makeRoom = resolve;
    });
    const outcomes = [1, 2, 3].map((count) => conversation.deliver(batchOf(count)));
    await new Promise(setImmediate);
    expect(channel.sent).toHaveLength(1);
    makeRoom();
    await new Promise(setImmediate);
    expect(channel.sent.map((line) => JSON.parse(line) as unknown)).toEqual([
      { type: 'batch', seq: 1, records: 1, bytes: 3 },
      { type: 'batch', seq: 2, records: 2, bytes: 6 },
      { type: 'batch', seq: 3, records: 3, bytes: 9 },
    ]);
    for (const seq of [1, 2, 3]) channel.hear({ type: 'ack', seq, accepted: seq, duplicates: 0, rejected: [] });
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => ({ status: 'delivered' })));
  });

  it('judges what is not kept by its status, and never repeats the collector’s words', async () => {
    const channel = new TestChannel();
    const conversation = await opened(channel);
    const answers: readonly [number, string, Outcome][] = [
      [503, 'BUSY', { status: 'retryable', reason: '503 BUSY', retryAfterMillis: 7 }],
      [413, 'LARGE', { status: 'refused', cause: 'size', reason: '413 LARGE' }],
      [400, 'BAD', { status: 'refused', cause: 'content', reason: '400 BAD' }],
      [401, 'no code at all', { status: 'refused', cause: 'access', reason: '401' }],
    ];
    for (const [index, [status, code, outcome]] of answers.entries()) {
      const delivery = conversation.deliver(batchOf(1));
      await new Promise(setImmediate);
      channel.hear({ type: 'nack', seq: index + 1, status, code, message: 'secret', retryAfterMillis: 7 });
      expect(await delivery).toEqual(outcome);
    }
  });

  it('does not wait for a welcome where it was given up in the moment in which it was connected', async () => {
    const channel = new TestChannel();
    const abort = new AbortController();
    const opening = LinkConversation.open(
      (listener) => {
        channel.listener = listener;
        abort.abort();
        return Promise.resolve(channel);
      },
      { hello: undefined, compression: false },
      abort.signal,
      () => {},
    );
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    expect(channel.destroyed).toBeDefined();
  });

  it.each(['soon', -1, null])('passes over a time to wait that is none: %s', async (retryAfterMillis) => {
    const channel = new TestChannel();
    const conversation = await opened(channel);
    const delivery = conversation.deliver(batchOf(1));
    await new Promise(setImmediate);
    const nack = { type: 'nack', seq: 1, status: 503, code: 'BUSY', message: '' };
    channel.hear({ ...nack, retryAfterMillis } as unknown as LinkMessage);
    expect(await delivery).toEqual({ status: 'retryable', reason: '503 BUSY' });
  });

  it('ends with a channel that fails while it is written to', async () => {
    const channel = new TestChannel();
    const conversation = await opened(channel);
    channel.room = Promise.reject(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    const outcomes = [conversation.deliver(batchOf(1)), conversation.deliver(batchOf(1))];
    for (const outcome of outcomes) {
      await expect(outcome).rejects.toMatchObject({ outcome: { status: 'retryable', reason: 'EPIPE: broken pipe' } });
    }
    expect(channel.sent).toHaveLength(1);
    await expect(conversation.deliver(batchOf(1))).rejects.toBeInstanceOf(ConnectionEnd);
  });
});

describe('ConnectionSink', () => {
  const never = new AbortController().signal;

  function sinkOf(connect: (signal: AbortSignal, closed: () => void) => Promise<Conversation>): ConnectionSink {
    const clock = new FakeClock();
    const traits = { ordered: false, repeats: 'possible' } as const;
    return new ConnectionSink({ traits, destination: 'test:', connectTimeoutMillis: 50, clock, connect });
  }

  it('makes one connection for all, and another one when that is gone', async () => {
    const closings: (() => void)[] = [];
    const sink = sinkOf((_signal, closed) => {
      closings.push(closed);
      return Promise.resolve({
        deliver: () => Promise.resolve({ status: 'delivered' }),
        end: () => Promise.resolve(),
        destroy: () => {},
      });
    });
    await Promise.all([sink.send(batchOf(1), never), sink.send(batchOf(1), never)]);
    expect(closings).toHaveLength(1);
    closings[0]?.();
    await sink.send(batchOf(1), never);
    expect(closings).toHaveLength(2);
    // The first one is long forgotten.
    closings[0]?.();
    await sink.send(batchOf(1), never);
    expect(closings).toHaveLength(2);
  });

  it('answers what an end means, and throws what no connection can cause', async () => {
    const failures = [ConnectionEnd.retryable('away'), new TypeError('a fault')];
    const sink = sinkOf(() => Promise.reject(failures.shift()));
    expect(await sink.send(batchOf(1), never)).toEqual({ status: 'retryable', reason: 'away' });
    await expect(sink.send(batchOf(1), never)).rejects.toThrow('a fault');
  });

  it('ends what is being connected when it is closed, and has nothing to end before', async () => {
    const sink = sinkOf(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    );
    await sink.close();
    const outcome = sink.send(batchOf(1), never);
    await sink.close();
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what an end says', () => {
  it('blames a batch only where it was alone', async () => {
    const blame = new ConnectionEnd({ status: 'refused', cause: 'size', reason: 'large' });
    for (const [count, status] of [
      [1, 'refused'],
      [2, 'retryable'],
    ] as const) {
      const unanswered = new Unanswered<Outcome>();
      const waiting = Array.from({ length: count }, (_, number) => unanswered.wait(number));
      unanswered.end(blame);
      for (const wait of waiting) await expect(wait).rejects.toMatchObject({ outcome: { status, reason: 'large' } });
      expect(unanswered.size).toBe(0);
    }
  });

  it('is no way where TLS does not trust, and is tried again else', () => {
    const untrusted = new Error('self-signed', { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(ConnectionEnd.from(untrusted).outcome).toMatchObject({ status: 'refused', cause: 'access' });
    const many = new AggregateError([new Error('a')], '');
    expect(ConnectionEnd.from(Object.assign(many, { code: 'ECONNREFUSED' })).outcome).toEqual({
      status: 'retryable',
      reason: 'ECONNREFUSED: The connection failed.',
    });
    for (const status of [301, 401, 404]) expect(judgeStatus(status, 'x')).toMatchObject({ cause: 'access' });
    for (const status of [408, 425, 429, 500, 503]) expect(judgeStatus(status, 'x')).toMatchObject({ reason: 'x' });
  });

  it('comes at creation where keys cannot be read', () => {
    expect(() => checkTlsOptions('X', { rejectUnauthorized: false })).not.toThrow();
    expect(() => checkTlsOptions('X', { cert: 'none' })).toThrow(/^X tls: .*PEM/);
    expect(() => checkTlsOptions('X', { ceert: 'none' } as never)).toThrow(/Did you mean 'cert'/);
  });
});
