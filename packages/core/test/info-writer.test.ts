import { describe, expect, it } from 'vitest';
import { encodeInfo, infoWriterOf, withInfoWriter } from '../src/index.ts';

describe('withInfoWriter', () => {
  it('holds for what formats in the same way, and for no copy that formats in another', () => {
    const formatter = withInfoWriter({ name: 'n', contentType: 'text/plain', format: () => 'one' }, encodeInfo);
    expect(infoWriterOf(formatter)).toBe(encodeInfo);
    expect(infoWriterOf({ ...formatter })).toBe(encodeInfo);
    expect(infoWriterOf({ ...formatter, format: () => 'other' })).toBeUndefined();
    formatter.format = () => 'other';
    expect(infoWriterOf(formatter)).toBeUndefined();
  });
});
