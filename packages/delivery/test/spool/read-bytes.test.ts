import { describe, expect, it } from 'vitest';
import { Frame, frameBytesAtMost, writeFrame } from '../../src/spool/frame.ts';
import { ReadBytes } from '../../src/spool/read-bytes.ts';
import { SEGMENT_SUFFIX } from '../../src/spool/segment-name.ts';
import { SegmentReader } from '../../src/spool/segment-reader.ts';
import { entries, entry, everything, filesOf, newFolder, open } from './spool-fixture.ts';

const ENTRY = entry(1);

async function read(): Promise<{ readonly bytes: ReadBytes; readonly frame: Frame }> {
  const bytes = await ReadBytes.read(frameBytesAtMost(ENTRY), (target) =>
    Promise.resolve(writeFrame(target, 0, ENTRY, 7)),
  );
  const frame = new Frame(bytes.bytes, 0, bytes.bytes.length);
  frame.hold(bytes);
  return { bytes, frame };
}

describe('bytes that were read from a segment', () => {
  it('are read into again once reader and frames have let go', async () => {
    const { bytes, frame } = await read();
    bytes.letGo();
    frame.letGo();
    expect((await read()).bytes.bytes.buffer).toBe(bytes.bytes.buffer);
  });

  it('are left alone as long as one frame holds them', async () => {
    const { bytes, frame } = await read();
    bytes.letGo();
    expect((await read()).bytes.bytes.buffer).not.toBe(bytes.bytes.buffer);
    expect(frame.body).toBe(ENTRY.body);
  });

  it('are left alone as long as the reader holds them', async () => {
    const { bytes, frame } = await read();
    frame.letGo();
    expect((await read()).bytes.bytes.buffer).not.toBe(bytes.bytes.buffer);
  });

  it('are left alone until the reader has looked at all of them', async () => {
    const folder = newFolder();
    await (await open(folder)).spool.append(entries(3), 'process');
    const [segment = ''] = filesOf(folder, SEGMENT_SUFFIX);
    const reader = await SegmentReader.open(segment);
    const size = await reader.size();
    await reader.version(size);
    const { frames } = await reader.next(size, { ...everything, records: 1 });
    for (const frame of frames) frame.letGo();
    // More than are kept.
    for (let others = 0; others < 10; others += 1) {
      await ReadBytes.read(1, (target) => Promise.resolve(Buffer.from(target.buffer).fill(0).length));
    }
    const rest = await reader.next(size, everything);
    await reader.close();
    expect(rest.damaged).toEqual([]);
    expect(rest.frames.map(({ id }) => id)).toEqual(['id-1', 'id-2']);
  });

  it('are let go by each frame once, and no frame shows what was read into them later', async () => {
    const { bytes, frame } = await read();
    frame.letGo();
    frame.letGo();
    expect((await read()).bytes.bytes.buffer).not.toBe(bytes.bytes.buffer);
    expect(frame.body).toBe('');
    bytes.letGo();
    await read();
    expect(frame.body).toBe('');
  });
});
