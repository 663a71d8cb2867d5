import { newRecordId, type WireRecord } from '@tailrace/core';
import { MemoryStore } from '@tailrace/store';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, start } from './fixtures/harness.ts';

interface ServerEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

const open: EventReader[] = [];
afterEach(() => {
  for (const reader of open.splice(0)) reader.leave();
});

/** Reads server-sent events one by one. */
class EventReader {
  readonly response: Response;
  readonly #controller: AbortController;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(response: Response, controller: AbortController) {
    this.response = response;
    this.#controller = controller;
    this.#reader = (response.body as ReadableStream<Uint8Array>).getReader();
    open.push(this);
  }

  /** The next event that is not a comment; `undefined` at the end. */
  async next(): Promise<ServerEvent | undefined> {
    for (;;) {
      const block = await this.#block();
      if (block === undefined) return undefined;
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const event = field('event');
      if (event !== undefined) return { event, id: field('id'), data: field('data') ?? '' };
    }
  }

  async messages(count: number): Promise<string[]> {
    const messages: string[] = [];
    while (messages.length < count) {
      const event = await this.next();
      if (event === undefined) break;
      messages.push((JSON.parse(event.data) as WireRecord).message);
    }
    return messages;
  }

  leave(): void {
    this.#controller.abort();
  }

  async #block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }
}

async function tail({ url }: Harness, query = '', headers: Record<string, string> = {}): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(`${url}/v1/tail${query}`, { headers, signal: controller.signal });
  return new EventReader(response, controller);
}

const line = (message: string, more: object = {}): string => JSON.stringify({ message, ...more });

describe('GET /v1/tail [E3]', () => {
  it('sends records as they are stored, with their ids', async () => {
    const harness = await start();
    const reader = await tail(harness);
    expect(reader.response.status).toBe(200);
    expect(reader.response.headers.get('content-type')).toContain('text/event-stream');
    expect(reader.response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const id = newRecordId();
    await harness.post(line('hello', { id, level: 'warn' }));
    const event = await reader.next();
    expect(event).toMatchObject({ event: 'record', id });
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ id, message: 'hello', level: 'warn', severity: 13 });
  });

  it('sends only what matches, to each reader its own', async () => {
    const harness = await start();
    const errors = await tail(harness, '?q=level:error');
    const shop = await tail(harness, '?q=service:shop');
    await harness.post(
      [
        line('a', { level: 'error', service: 'api' }),
        line('b', { level: 'info', service: 'shop' }),
        line('c', { level: 'error', service: 'shop' }),
      ].join('\n'),
    );
    expect(await errors.messages(2)).toEqual(['a', 'c']);
    expect(await shop.messages(2)).toEqual(['b', 'c']);
  });

  it('does not send again what comes a second time, nor what the store refused', async () => {
    const harness = await start();
    const reader = await tail(harness);
    const first = line('first', { id: newRecordId() });
    const refused = newRecordId();
    harness.store.refused.add(refused);
    await harness.post(first);
    await harness.post(first);
    await harness.post(`${first}\n${line('refused', { id: refused })}\n${line('second', { id: newRecordId() })}`);
    expect(await reader.messages(2)).toEqual(['first', 'second']);
  });

  it('does not send what was stored before anybody read, when it comes again among new records', async () => {
    const store = new MemoryStore();
    const harness = await start({ store });
    const old = line('old', { id: newRecordId() });
    await harness.post(old);
    const reader = await tail(harness);
    await harness.post(`${line('new', { id: newRecordId() })}\n${old}\n${line('newer', { id: newRecordId() })}`);
    expect(await reader.messages(2)).toEqual(['new', 'newer']);
  });

  it('begins with the last matching records, oldest first', async () => {
    const harness = await start();
    await harness.post(
      ['a', 'b', 'c', 'd'].map((message, n) => line(message, { timestamp: 1_700_000_000_000 + n })).join('\n'),
    );
    const reader = await tail(harness, '?last=2&q=-message:d');
    await harness.post(line('live'));
    expect(await reader.messages(3)).toEqual(['b', 'c', 'live']);
  });

  it('goes on after the last event that a reader had, losing and doubling none [X2]', async () => {
    const harness = await start();
    const reader = await tail(harness);
    await harness.post(line('a'));
    const seen = await reader.next();
    reader.leave();
    await harness.post(line('b'));
    await harness.post(line('c'));
    const again = await tail(harness, '', { 'last-event-id': seen?.id ?? '' });
    await harness.post(line('d'));
    expect(await again.messages(3)).toEqual(['b', 'c', 'd']);
    const byAddress = await tail(harness, `?lastEventId=${seen?.id}&q=c`);
    expect(await byAddress.messages(1)).toEqual(['c']);
  });

  it('sends once what arrives while the past is being read', async () => {
    const harness = await start();
    await harness.post(`${line('a', { id: newRecordId() })}\n${line('b')}`);
    const [first] = harness.store.records;
    const stream = harness.store.stream.bind(harness.store);
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    harness.store.stream = async function* (query) {
      await gate;
      yield* stream(query);
    };
    const reader = await tail(harness, `?lastEventId=${first?.id}`);
    await harness.post(line('in between'));
    release();
    expect(await reader.messages(2)).toEqual(['b', 'in between']);
    await harness.post(line('later'));
    expect(await reader.messages(1)).toEqual(['later']);
  });

  it('says that there is a gap of unknown size where the last event is not in the store', async () => {
    const harness = await start();
    const reader = await tail(harness, '?lastEventId=gone');
    expect(await reader.next()).toEqual({ event: 'gap', id: undefined, data: '{"missed":null}' });
    await harness.post(line('live'));
    expect(await reader.messages(1)).toEqual(['live']);
  });

  it('says so where the store cannot tell what was, and sends what comes', async () => {
    const harness = await start();
    harness.store.query = () => Promise.reject(new Error('no disk'));
    const reader = await tail(harness, '?last=5');
    expect(await reader.next()).toMatchObject({ event: 'gap' });
    await harness.post(line('live'));
    expect(await reader.messages(1)).toEqual(['live']);
  });

  it('leaves pipes aside, and says so', async () => {
    const harness = await start();
    const reader = await tail(harness, `?q=${encodeURIComponent('level:info | count by service')}`);
    expect(await reader.next()).toMatchObject({ event: 'note' });
    await harness.post(line('live'));
    expect(await reader.messages(1)).toEqual(['live']);
  });

  it('ends when the collector closes, and counts its readers', async () => {
    const harness = await start();
    const reader = await tail(harness);
    const other = await tail(harness);
    expect(harness.collector.metrics().tailClients).toBe(2);
    other.leave();
    while (harness.collector.metrics().tailClients > 1) await new Promise((resolve) => setImmediate(resolve));
    const started = performance.now();
    const closing = harness.collector.close();
    expect(await reader.next()).toBeUndefined();
    await closing;
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('takes no more readers than it may', async () => {
    const harness = await start({ maxTailClients: 1 });
    await tail(harness);
    const refused = await harness.get('/v1/tail');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'TAILRACE_BUSY' } });
  });

  it('bounds what waits for a reader that does not read, and tells it how much it missed', async () => {
    const harness = await start({ maxTailBufferBytes: 65_536 });
    const reader = await tail(harness);
    const sent = 400;
    const fill = 'x'.repeat(50_000);
    for (let batch = 0; batch < sent / 20; batch += 1) {
      await harness.post(Array.from({ length: 20 }, (_, n) => line(`${batch * 20 + n} ${fill}`)).join('\n'));
    }
    const metrics = await (await harness.get('/metrics')).text();
    const missed = Number(/^tailrace_tail_missed_total (\d+)$/m.exec(metrics)?.[1]);
    expect(missed).toBeGreaterThan(0);
    let seen = 0;
    let told = 0;
    while (seen + told < sent) {
      const event = await reader.next();
      if (event?.event === 'gap') told += (JSON.parse(event.data) as { missed: number }).missed;
      else seen += 1;
    }
    expect(seen + told).toBe(sent);
    expect(told).toBe(missed);
  });
});
