import { newRecordId } from '@tailrace/core';
import { MemoryStore } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import type { Message } from './fixtures/inbox.ts';
import { WebSocketClient } from './fixtures/websocket-client.ts';

const line = (message: string, more: object = {}): string => `${JSON.stringify({ message, ...more })}\n`;
const messageOf = (message: Message | undefined): unknown =>
  message?.type === 'record' ? (message['record'] as { message: string }).message : message;

/** Opens a tail; resolves when it is live: its note has come. */
async function openTail(url: string, q: string, more: object = {}): Promise<WebSocketClient> {
  const client = await WebSocketClient.open(url);
  client.say({ type: 'tail', q: `${q} | count`, ...more });
  expect(await client.next()).toMatchObject({ type: 'note' });
  return client;
}

describe('the live tail over GET /v1/ws [E3]', () => {
  it('sends matching records in wire form as they are stored', async () => {
    const { url, post, collector } = await start();
    const client = await openTail(url, 'level:error');
    await post(line('quiet') + line('loud', { level: 'error', timestamp: '2026-01-02T03:04:05.000Z' }));
    const message = await client.next();
    expect(message).toMatchObject({
      type: 'record',
      record: { message: 'loud', level: 'error', timestamp: '2026-01-02T03:04:05.000Z', severity: 17 },
    });
    expect(collector.metrics().tailClients).toBe(1);
    client.socket.close();
    await client.closed;
    await expect.poll(() => collector.metrics().tailClients).toBe(0);
  });

  it('begins with the newest, or after a record that was seen, and sends none twice', async () => {
    const store = new MemoryStore();
    const { url, post } = await start({ store });
    const ids = Array.from({ length: 5 }, () => newRecordId());
    await post(ids.map((id, n) => line(`m${n}`, { id, timestamp: 1_750_000_000_000 + n })).join(''));
    const last = await openTail(url, '', { last: 2 });
    expect((await last.nexts(2)).map(messageOf)).toEqual(['m3', 'm4']);
    const after = await openTail(url, '', { after: ids[1] });
    expect((await after.nexts(3)).map(messageOf)).toEqual(['m2', 'm3', 'm4']);
    await post(line('live'));
    expect(messageOf(await last.next())).toBe('live');
    expect(messageOf(await after.next())).toBe('live');
    const lost = await openTail(url, '', { after: newRecordId() });
    expect(await lost.next()).toEqual({ type: 'gap', missed: null });
  });

  it('stops when asked, says so behind the last record, and another tail takes its place', async () => {
    const { url, post } = await start();
    const client = await openTail(url, 'level:error');
    client.say({ type: 'tail', q: 'level:warn | count' });
    expect(await client.nexts(2)).toMatchObject([{ type: 'tail.stopped' }, { type: 'note' }]);
    await post(line('old', { level: 'error' }) + line('new', { level: 'warn' }));
    expect(messageOf(await client.next())).toBe('new');
    client.say({ type: 'tail.stop' });
    expect(await client.next()).toEqual({ type: 'tail.stopped' });
    await post(line('late', { level: 'warn' }));
    client.say({ type: 'tail', q: '| count' });
    expect(await client.next()).toMatchObject({ type: 'note' });
  });

  it('shares the socket with batches', async () => {
    const { url } = await start();
    const client = await openTail(url, '');
    client.batch([{ message: 'mine' }]);
    const messages = await client.nexts(2);
    expect(new Set(messages.map((message) => message?.type))).toEqual(new Set(['record', 'ack']));
  });

  it.each([
    ['an unknown word', { lsat: 5 }, "'last'"],
    ['a number that is none', { last: 'many' }, "'last'"],
    ['too many', { last: 1001 }, '1000'],
    ['a query that is no text', { q: 5 }, "'q'"],
  ])('answers %s with what is wrong, and stays', async (_what, more, words) => {
    const { url } = await start();
    const client = await WebSocketClient.open(url);
    client.say({ type: 'tail', ...more });
    expect(await client.next()).toMatchObject({
      type: 'tail.failed',
      status: 400,
      code: 'TAILRACE_BAD_REQUEST',
      message: expect.stringContaining(words) as string,
    });
    client.say({ type: 'tail', q: '| count' });
    expect(await client.next()).toMatchObject({ type: 'note' });
  });

  it('lets no more readers in than there may be, over both protocols together', async () => {
    const { url } = await start({ maxTailClients: 1 });
    const first = await openTail(url, '');
    const second = await WebSocketClient.open(url);
    second.say({ type: 'tail' });
    expect(await second.next()).toMatchObject({ type: 'tail.failed', status: 503, retryAfterMillis: 1000 });
    // The place of a reader that asks again is its own.
    first.say({ type: 'tail', q: '| count' });
    expect(await first.nexts(2)).toMatchObject([{ type: 'tail.stopped' }, { type: 'note' }]);
  });

  it('tells a slow reader how many records it missed, and loses count of none', async () => {
    const { url, post, get } = await start({ maxTailBufferBytes: 65_536 });
    const client = await openTail(url, '');
    client.socket.pause();
    const sent = 150;
    const fill = 'x'.repeat(100_000);
    for (let n = 0; n < sent; n += 1) await post(line(`m${n}`, { fill }));
    client.socket.resume();
    let received = 0;
    let missed = 0;
    while (received + missed < sent) {
      const message = await client.next();
      if (message?.type === 'record') {
        // What is sent comes in order, and what is left out is left out where the gap stands.
        expect(messageOf(message)).toBe(`m${received + missed}`);
        received += 1;
      } else if (message?.type === 'gap') missed += message['missed'] as number;
    }
    expect(missed).toBeGreaterThan(0);
    expect(await (await get('/metrics')).text()).toContain(`tailrace_tail_missed_total ${missed}\n`);
    await post(line('next'));
    expect(messageOf(await client.next())).toBe('next');
  });

  it('is audited as a tail over HTTP is', async () => {
    const token = 'read-token-0123456';
    const { url, store, collector } = await start({ tokens: [{ token, role: 'read', name: 'anna' }] });
    const client = await WebSocketClient.open(url, { headers: { authorization: `Bearer ${token}` } });
    client.say({ type: 'tail', q: 'secret | count' });
    expect(await client.next()).toMatchObject({ type: 'note' });
    await collector.close();
    expect(store.records.map(({ attributes }) => attributes)).toMatchObject([
      { action: 'records.tail', actor: 'anna', target: 'secret | count', client_address: '127.0.0.1' },
    ]);
  });

  it('ends in the middle of a beginning when its reader leaves', async () => {
    const { url, store, collector } = await start();
    const asked = new Promise<AbortSignal | undefined>((resolve) => {
      store.query = (_question: unknown, { signal }: { signal?: AbortSignal } = {}) => {
        resolve(signal);
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('cancelled')));
        });
      };
    });
    const client = await WebSocketClient.open(url);
    client.say({ type: 'tail', last: 10 });
    const signal = await asked;
    expect(collector.metrics().tailClients).toBe(1);
    client.socket.terminate();
    await expect.poll(() => signal?.aborted).toBe(true);
    expect(collector.metrics().tailClients).toBe(0);
  });
});
