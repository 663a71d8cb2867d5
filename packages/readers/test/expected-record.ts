import { expect, it } from 'vitest';
import { collect, pieces } from './collect.ts';

/** A line's format, the line, and what its record has at the least; attributes, where there are any, are these alone. */
export type ExpectedRecord = readonly [format: string, line: string, record: Record<string, unknown>];

/** A test of each line: what is read of it. */
export function itReads(table: readonly ExpectedRecord[]): void {
  for (const [format, line, expected] of table) {
    it(`reads ${format}: ${line.slice(0, 60)}`, async () => {
      const { entries } = await collect(pieces(line), { year: 2005, defaultTime: 0 });
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({ format, raw: line, record: expected });
      if (expected['attributes'] !== undefined) expect(entries[0]?.record.attributes).toEqual(expected['attributes']);
    });
  }
}
