import { describe, expect, it } from 'vitest';
import { csvLine } from '../src/output/csv.ts';

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=1', '＝1', '＠x'])(
    'keeps a spreadsheet from running %j [CWE-1236]',
    (cell) => {
      expect(csvLine([cell]).replace(/^"/, '')[0]).toBe("'");
      expect(csvLine([cell], true)).not.toContain("'");
    },
  );

  it('leaves numbers alone and quotes what has to be quoted', () => {
    expect(csvLine([-5, 'a,b', 'say "x"', null, { a: 1 }])).toBe('-5,"a,b","say ""x""",,"{""a"":1}"');
  });
});
