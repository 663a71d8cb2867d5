import { describe, expect, it } from 'vitest';
import { frame } from '../src/batch.ts';
import { bytesOf, QueuedEntry } from '../src/queued-entry.ts';
import { writeFrame } from '../src/spool/frame.ts';
import { parseFrames } from '../src/spool/segment-format.ts';

describe('a batch of entries that came back from the disk', () => {
  const given = ['plain', 'grüße', '\ud800 alone', '日本', Uint8Array.of(255, 0, 10), ''].map((body, index) => ({
    id: `id-${index}-ü`,
    timestamp: index + 0.5,
    severity: 9,
    route: index % 2 === 0 ? '' : 'röute',
    body,
  }));
  const stored = (): QueuedEntry[] => {
    const bytes = Buffer.alloc(4096);
    let end = 0;
    for (const [ordinal, entry] of given.entries()) end = writeFrame(bytes, end, QueuedEntry.from(entry), ordinal);
    const { frames } = parseFrames(bytes.subarray(0, end), end, { records: 100, bytes: 4096 });
    return frames.map((found) => QueuedEntry.ofFrame(found));
  };

  it.each(['newline', 'nul', 'octet-count', 'json-array'] as const)('is the same as before, %s', (framing) => {
    expect(Buffer.from(frame(stored(), framing))).toEqual(Buffer.from(frame(given, framing)));
    expect(bytesOf(stored())).toBe(bytesOf(given.map((entry) => QueuedEntry.from(entry))));
  });

  it('says what it was, each entry by itself', () => {
    const read = stored().map(({ id, timestamp, severity, route, body }) => ({ id, timestamp, severity, route, body }));
    expect(read).toEqual(given.map((entry) => (entry.id === 'id-2-ü' ? { ...entry, body: '\ufffd alone' } : entry)));
  });
});
