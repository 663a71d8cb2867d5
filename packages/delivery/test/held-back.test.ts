import { describe, expect, it } from 'vitest';
import { heldBack } from '../src/held-back.ts';

describe('what a logger holds back', () => {
  it('is read from the list of readable-stream and from the array of Node, and is nothing elsewhere', () => {
    const list = { head: { data: 1, next: { data: 2, next: null } } };
    expect(heldBack({ _readableState: { buffer: list } })).toEqual([1, 2]);
    expect(heldBack({ _readableState: { buffer: [0, 1, 2], bufferIndex: 1 } })).toEqual([1, 2]);
    expect(heldBack({})).toEqual([]);
  });
});
