import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collect, read } from './collect.ts';
import { file } from './temporary-file.ts';

describe('identity [G4]', () => {
  it('is the same when a file is read again, grew, was moved or compressed', async () => {
    const first = await collect(file('a.log', 'Dec 10 06:55:46 h a: 1\nDec 10 06:55:46 h a: 1\n'), { year: 2025 });
    const ids = first.records.map((record) => record.id);
    expect(new Set(ids).size).toBe(2);
    const text = 'Dec 10 06:55:46 h a: 1\r\nDec 10 06:55:46 h a: 1\r\nDec 10 06:55:47 h a: 2\r\n';
    const grown = await collect(file('b.log.1.gz', gzipSync(text)), { year: 2025 });
    expect(grown.records.slice(0, 2).map((record) => record.id)).toEqual(ids);
    expect(grown.records).toHaveLength(3);
  });

  it('differs between files that begin differently, or are said to be different', async () => {
    const line = '2026-01-31T12:00:00Z info: same\n';
    const ids = [
      ...(await read(line)),
      ...(await read(line, { origin: 'web-1' })),
      ...(await read(line, { origin: 'web-2' })),
      ...(await read(`2026-01-30T12:00:00Z info: other\n${line}`)).slice(1),
    ].map((record) => record.id);
    expect(new Set(ids).size).toBe(4);
  });

  it('is a UUIDv7 of the record’s time', async () => {
    const [record] = await read('2026-01-31T12:00:00.123Z info: x\n');
    expect(record?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(Number.parseInt(record?.id.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBe(
      Date.UTC(2026, 0, 31, 12, 0, 0, 123),
    );
  });
});
