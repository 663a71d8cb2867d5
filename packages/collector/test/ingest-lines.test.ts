import { chain, level } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { LineStore } from './fixtures/recording-store.ts';
import { id } from './fixtures/numbered-records.ts';

const line = (message: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ level: 'info', message, ...more });
const json = { 'content-type': 'application/json' };

/** Reads a live tail until a text has come. */
async function readUntil(response: Response, text: string): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  while (!read.includes(text)) read += (await reader.read()).value ?? '';
  await reader.cancel();
  return read;
}

describe('a collector on a store that takes lines', () => {
  it('hands it lines, of bodies of many blocks too, and answers as ever [E3]', async () => {
    const { post, store } = await start({ store: new LineStore() });
    const messages = Array.from({ length: 3000 }, (_, n) => `läuft ${n} ${'x'.repeat(300)}`);
    const body = messages.map((message) => line(message)).join('\n');
    expect(await (await post(body)).json()).toEqual({ accepted: 3000, duplicates: 0, rejected: [] });
    expect(store.records.map(({ message }) => message)).toEqual(messages);
    expect(store.lineAppends).toBe(1);
    const array = `[${Array.from({ length: 2500 }, (_, n) => line(`in an array ${n}`)).join(',')}]`;
    expect(await (await post(array, json)).json()).toMatchObject({ accepted: 2500 });
    expect(store.records.at(-1)?.message).toBe('in an array 2499');
    expect(store.lineAppends).toBe(2);
  });

  it('names what is wrong by its place in the body, whoever found it', async () => {
    const { post, store, collector } = await start({ store: new LineStore() });
    store.refused.add(id(3));
    const lines = [
      '{broken',
      line('two', { id: id(2) }),
      line('three', { id: id(3) }),
      line('two again', { id: id(2) }),
    ];
    const answer = (await (await post(lines.join('\n'))).json()) as { rejected: { index: number; code: string }[] };
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'not_json'],
      [2, 'bad_field'],
    ]);
    expect(store.records.map(({ message }) => message)).toEqual(['two']);
    expect(collector.metrics()).toMatchObject({ accepted: 1, duplicates: 1, rejected: 2 });
  });

  it('shows in the live tail what was stored, once, and to those alone whose filter it passes [X2]', async () => {
    const { post, get } = await start({ store: new LineStore() });
    const all = await get('/v1/tail');
    const errors = await get('/v1/tail?q=level%3Aerror');
    await post(`${line('first', { id: id(1) })}\n${line('bad', { level: 'error', attributes: { n: 1 } })}`);
    await post(`${line('first', { id: id(1) })}\n${line('last', { level: 'error' })}`);
    const messagesOf = (text: string) => [...text.matchAll(/"message":"(.*?)"/g)].map(([, message]) => message);
    const [ofAll, ofErrors] = await Promise.all([readUntil(all, '"last"'), readUntil(errors, '"last"')]);
    expect(messagesOf(ofAll)).toEqual(['first', 'bad', 'last']);
    expect(messagesOf(ofErrors)).toEqual(['bad', 'last']);
    expect(ofErrors).toContain('"attributes":{"n":1}');
  });

  it('hands it records where a filter judges them first', async () => {
    const { post, store } = await start({ store: new LineStore(), filter: chain(level('info')) });
    const body = `${line('a')}\n${line('drop', { level: 'debug' })}\n${line('b')}`;
    expect(await (await post(body)).json()).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    expect(store.records.map(({ message }) => message)).toEqual(['a', 'b']);
    expect(store.lineAppends).toBe(0);
  });
});
