import { describe, expect, it } from 'vitest';
import { type FileSystem, nodeFileSystem } from '../src/file-system.ts';
import { endOf } from '../src/torn-end.ts';

const LINE_FEED = 0x0a;

/** A file that another process writes to: with each look it is as the next of these texts says. */
function growing(...texts: readonly string[]): { fs: FileSystem; looks: () => number } {
  let looks = 0;
  const text = (): string => texts[Math.min(looks, texts.length - 1)] ?? '';
  const fs = {
    ...nodeFileSystem,
    writeSync: () => 0,
    fstatSync: () => {
      looks += 1;
      return { size: text().length };
    },
    readSync: (_fd: number, buffer: Buffer, _at: number, _length: number, position: number) => {
      buffer[0] = text().charCodeAt(position);
      return 1;
    },
  } as unknown as FileSystem;
  return { fs, looks: () => looks };
}

describe('the end of a file that several processes write to', () => {
  it('is whole where it ends with a line, and is not looked at again', () => {
    const { fs, looks } = growing('one\n');
    expect(endOf(fs, 0, 4, LINE_FEED)).toEqual({ size: 4, isTorn: false });
    expect(looks()).toBe(0);
  });

  it('is whole where somebody was about to write the rest of the line', () => {
    const { fs } = growing('one\ntw', 'one\ntw', 'one\ntwo\nth', 'one\ntwo\nthree\n');
    expect(endOf(fs, 0, 6, LINE_FEED)).toEqual({ size: 14, isTorn: false });
  });

  it('is torn where it stays within a line', () => {
    const { fs, looks } = growing('one\ntw');
    expect(endOf(fs, 0, 6, LINE_FEED)).toEqual({ size: 6, isTorn: true });
    expect(looks()).toBeGreaterThan(3);
  });

  it('is looked at so many times only, however it grows', () => {
    const { fs, looks } = growing(...Array.from({ length: 10_000 }, (_, length) => 'x'.repeat(length + 1)));
    expect(endOf(fs, 0, 1, LINE_FEED).isTorn).toBe(true);
    expect(looks()).toBeLessThan(1_000);
  });
});
