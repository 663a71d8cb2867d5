import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Compressors } from '../src/compressor.ts';

/** Bytes that do not get smaller: more than one piece comes of them. */
function noise(bytes: number): Buffer {
  let state = 1;
  return Buffer.from(Array.from({ length: bytes }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff));
}

describe('Compressors', () => {
  it('answer each envelope compressed by itself, however many wait for a turn', async () => {
    const compressors = new Compressors(2);
    const given = Array.from({ length: 40 }, (_, index) =>
      index % 5 === 0 ? noise(index * 10_000) : Buffer.from(`${index} `.repeat(index * 100)),
    );
    const answers = await Promise.all(given.map((bytes) => compressors.compress(bytes)));
    expect(given.filter((bytes, index) => !gunzipSync(answers[index] ?? '').equals(bytes))).toEqual([]);
  });

  it('make envelopes of logs much smaller', async () => {
    const logs = Buffer.from('{"level":"info","body":"order placed","trace_id":"4bf92f3577b34da6"},'.repeat(1_000));
    expect((await new Compressors(1).compress(logs)).length).toBeLessThan(logs.length / 10);
  });
});
