import { fromWinston, infoWriterOf } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { documentFormat } from '../src/index.ts';

const INFOS: readonly (readonly [string, object])[] = [
  ['plain words', { level: 'info', message: 'order placed', order: 17, user: { id: 3 } }],
  ['no attributes', { level: 'warn', message: 'x' }],
  ['a name with a NUL', { level: 'info', message: 'x', 'a\0b': 1 }],
  ['text with a NUL', { level: 'info', message: 'a\0b', note: '\0' }],
  ['an attribute timestamp', { level: 'info', message: '","timestamp":"', meta: { timestamp: '","timestamp":"' } }],
  ['a time of its own', { level: 'info', message: 'x', timestamp: '2026-11-22T10:00:00.000Z' }],
  [
    'fields of the record',
    { level: 'info', message: 'x', service: 'shop', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' },
  ],
  ['other letters', { level: 'info', message: 'ümläut 漢字 \u2028', name: '"quoted"' }],
];

describe('documentFormat', () => {
  it.each(INFOS)('writes an info as it writes its record: %s', (_, info) => {
    const format = documentFormat();
    const written = infoWriterOf(format)?.(info, { service: 'default' });
    expect(written?.json).toBe(format.format(fromWinston(info)));
    expect(JSON.parse(written?.json ?? '')).toMatchObject({ '@timestamp': expect.any(String) as unknown });
    expect(JSON.parse(written?.json ?? '')).not.toHaveProperty('timestamp');
    expect(written?.bytes ?? Buffer.byteLength(written?.json ?? '')).toBe(Buffer.byteLength(written?.json ?? ''));
  });

  it('says how many bytes a plain document takes', () => {
    const written = infoWriterOf(documentFormat())?.({ level: 'info', message: 'x', order: 17 });
    expect(written?.bytes).toBe(Buffer.byteLength(written?.json ?? ''));
  });

  it('leaves to the record what is nothing plain', () => {
    expect(infoWriterOf(documentFormat())?.({ level: 'info', message: 'x', big: 12n })).toBeUndefined();
  });

  it('keeps to its bound of bytes on either way', () => {
    const format = documentFormat({ maxBytes: 2_000 });
    const info = { level: 'info', message: 'x', text: 'y'.repeat(5_000) };
    const written = infoWriterOf(format)?.(info);
    expect(written ?? format.format(fromWinston(info))).toSatisfy(
      (line: unknown) => Buffer.byteLength(typeof line === 'string' ? line : (line as { json: string }).json) <= 2_010,
    );
  });
});
