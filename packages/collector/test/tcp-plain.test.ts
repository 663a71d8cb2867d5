import { TailraceError } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import type { RecordingStore } from './fixtures/recording-store.ts';
import { TcpClient } from './fixtures/tcp-client.ts';
import { turn } from './fixtures/turns.ts';

const stored = async (store: RecordingStore, count: number): Promise<string[]> => {
  while (store.records.length < count) await turn();
  return store.records.map(({ message }) => message);
};

/** Sends bytes over a connection of their own, and ends it. */
async function sendAll(url: string | undefined, data: string | Buffer): Promise<void> {
  const client = await TcpClient.connect(url);
  client.socket.end(data);
  await client.closed;
}

describe('a plain TCP connection', () => {
  it('takes records of Tailrace as they are', async () => {
    const { collector, store } = await start();
    const record = {
      id: '01932f0e-7a00-7000-8000-000000000001',
      timestamp: '2026-01-02T03:04:05.678Z',
      level: 'warn',
      severity: 13,
      message: 'as it is',
      service: 'shop',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      attributes: { order: 5 },
    };
    await sendAll(collector.tcpUrl, `${JSON.stringify(record)}\n${JSON.stringify(record)}\n`);
    expect(store.records).toMatchObject([
      {
        id: record.id,
        timestamp: Date.parse(record.timestamp),
        level: 'warn',
        message: 'as it is',
        service: 'shop',
        traceId: record.trace_id,
        attributes: { order: 5 },
      },
    ]);
    expect(collector.metrics()).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  it('takes JSON of other loggers, text, and syslog, each as the reader of files would', async () => {
    const clock = new FakeClock(Date.UTC(2026, 4, 1));
    const { collector, store } = await start({ clock });
    await sendAll(collector.tcpUrl, '{"level":50,"time":1767225600000,"msg":"of pino","pid":7}\n');
    await sendAll(collector.tcpUrl, 'hello\r\n\r\nerror: no luck\n');
    await sendAll(collector.tcpUrl, '<165>1 2026-01-31T22:14:15.003Z web-1 shop 10 ID47 - of syslog\n');
    expect(store.records).toMatchObject([
      { level: 'error', message: 'of pino', timestamp: 1_767_225_600_000 },
      { level: 'info', message: 'hello', timestamp: Date.UTC(2026, 4, 1) },
      { level: 'error', message: expect.stringContaining('no luck') as string },
      { level: 'notice', message: 'of syslog', host: 'web-1', service: 'shop' },
    ]);
  });

  it('takes counted frames (RFC 6587), each as one record whatever is in it', async () => {
    const { collector, store } = await start();
    const forged =
      '<13>1 2026-01-31T22:14:16Z web-1 shop - - - said\n<13>1 2026-01-31T22:14:17Z web-1 root - - - forged';
    const texts = ['<165>1 2026-01-31T22:14:15Z web-1 shop - - - läuft', forged, '{"level":"info",\n"message":"JSON"}'];
    await sendAll(collector.tcpUrl, texts.map((text) => `${Buffer.byteLength(text)} ${text}`).join(''));
    expect(store.records.map(({ message }) => message)).toEqual([
      'läuft',
      'said\n<13>1 2026-01-31T22:14:17Z web-1 root - - - forged',
      'JSON',
    ]);
  });

  it('takes messages that end with NUL', async () => {
    const { collector, store } = await start();
    await sendAll(collector.tcpUrl, '{"level":"info","message":"one"}\0{"level":"info","message":"two"}\0');
    expect(store.records.map(({ message }) => message)).toEqual(['one', 'two']);
  });

  it('joins the lines of a stack trace, and does not wait long for them', async () => {
    const clock = new FakeClock();
    const { collector, store } = await start({ clock });
    const client = await TcpClient.connect(collector.tcpUrl);
    client.write('TypeError: x is not a function\n    at go (a.js:1:2)\n');
    await expect
      .poll(async () => {
        await clock.advance(250);
        return store.records.map(({ error }) => error?.name);
      })
      .toEqual(['TypeError']);
  });

  it('skips what is too long, counts it, and reads on', async () => {
    const { collector, store, get, events } = await start({ maxRecordBytes: 1000 });
    const long = 'x'.repeat(1001);
    await sendAll(collector.tcpUrl, `before\n${long}\nbetween\n${long}${long}\nafter\n${'y'.repeat(1000)}\n`);
    await sendAll(collector.tcpUrl, `9 <13>frame2000 ${'<'.repeat(2000)}9 <13>again`);
    const messages = store.records.map(({ message }) => message);
    expect(messages.slice(0, 4)).toEqual(['before', 'between', 'after', 'y'.repeat(1000)]);
    expect(messages).toHaveLength(6);
    expect(await (await get('/metrics')).text()).toContain('tailrace_plain_skipped_total{reason="oversize"} 3');
    expect(events).toContainEqual(expect.objectContaining({ name: 'link.failed' }));
  });

  it('takes the last line without its end from a sender that ended, and skips it of one that broke off', async () => {
    const { collector, store, get } = await start();
    await sendAll(collector.tcpUrl, 'whole\nlast');
    expect(store.records.map(({ message }) => message)).toEqual(['whole', 'last']);
    const client = await TcpClient.connect(collector.tcpUrl);
    client.write('second\nbroken o');
    await expect
      .poll(async () => (await get('/metrics')).text())
      .toContain('tailrace_link_bytes_total{protocol="plain"} 25');
    client.socket.resetAndDestroy();
    await sendAll(collector.tcpUrl, '9 <13>');
    await expect
      .poll(async () => (await get('/metrics')).text())
      .toContain('tailrace_plain_skipped_total{reason="incomplete"} 2');
    expect(await stored(store, 3)).toEqual(['whole', 'last', 'second']);
  });

  it('ends a connection whose frames have lost their count, and keeps what came before', async () => {
    const { collector, store, events } = await start();
    await sendAll(collector.tcpUrl, '9 <13>frameno count 9 <13>again');
    expect(store.records).toHaveLength(1);
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'link.failed', message: expect.stringContaining('length') as string }),
    );
  });

  it('stores the same line of two connections twice', async () => {
    const clock = new FakeClock();
    const { collector, store } = await start({ clock });
    await Promise.all([sendAll(collector.tcpUrl, 'started\n'), sendAll(collector.tcpUrl, 'started\n')]);
    expect(store.records.map(({ message }) => message)).toEqual(['started', 'started']);
  });

  it('reads no more while the store is full, and loses nothing', async () => {
    const clock = new FakeClock();
    const { collector, store } = await start({ clock });
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    const client = await TcpClient.connect(collector.tcpUrl);
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, n) => `line ${n} ${'x'.repeat(1000)}\n`);
    client.socket.end(lines.join(''));
    let before = -1;
    for (let quiet = 0; quiet < 200; quiet += 1) {
      await turn();
      const left = client.socket.writableLength;
      if (left !== before) quiet = 0;
      before = left;
    }
    expect(client.socket.writableLength, 'the sender waits').toBeGreaterThan(1_000_000);
    store.failure = undefined;
    await expect
      .poll(
        async () => {
          await clock.advance(10_000);
          return store.records.length;
        },
        { timeout: 15_000 },
      )
      .toBe(count);
    expect(store.records.every(({ message }, n) => message.startsWith(`line ${n} `))).toBe(true);
    await client.closed;
    expect(collector.metrics().lost).toBe(0);
  });

  it('keeps its place until what it sent is stored, so that what waits is bounded', async () => {
    const clock = new FakeClock();
    const { collector, store, events } = await start({ clock, tcp: { port: 0, maxConnections: 1 } });
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    const first = await TcpClient.connect(collector.tcpUrl);
    first.write('one\ntwo\n');
    while (store.appends === 0) await turn();
    first.socket.resetAndDestroy();
    const second = await TcpClient.connect(collector.tcpUrl);
    second.socket.on('error', () => undefined);
    await second.closed;
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'link.failed', message: expect.stringContaining('1 already') as string }),
    );
    store.failure = undefined;
    await expect
      .poll(async () => {
        await clock.advance(10_000);
        return store.records.length;
      })
      .toBe(2);
  });

  it('counts what the store never took, when the collector closes', async () => {
    const { collector, store, events } = await start();
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    const client = await TcpClient.connect(collector.tcpUrl);
    client.write('one\ntwo\nthree\n');
    while (store.appends === 0) await turn();
    client.socket.on('end', () => client.socket.end());
    await collector.close();
    expect(collector.metrics().lost).toBe(3);
    expect(events.filter(({ name }) => name === 'store.failed').map(({ records }) => records)).toContain(2);
  });

  it('stores what it has read when the collector closes', async () => {
    const { collector, store, get } = await start();
    const client = await TcpClient.connect(collector.tcpUrl);
    client.write('one\ntwo\nthree\n');
    await expect
      .poll(async () => (await get('/metrics')).text())
      .toContain('tailrace_link_bytes_total{protocol="plain"} 14');
    await collector.close();
    expect(store.records.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  });
});
