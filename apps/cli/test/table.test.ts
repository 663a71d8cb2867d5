import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { palette } from '../src/terminal/colour.ts';
import { layOutTable } from '../src/terminal/table.ts';

describe('tables', () => {
  const columns = ['id', 'name', 'message', 'count', 'more', 'last'].map((name, index) => ({
    name,
    align: index === 3 ? ('right' as const) : ('left' as const),
  }));
  const rows = [
    ['1', '数据库连接失败', 'a long message that goes on and on and on, 👨‍👩‍👧 e\u0301', '1,234', 'x', 'y'],
    ['2', 'é', 'line\nbreak\tand \u001b[31mcolour', '5', '', '漢'],
  ];

  /** A line's characters by the columns of a terminal: a wide one fills two, and '' stands for its second. */
  function cellsOf(text: string): string[] {
    return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment).flatMap((character) => [
      character,
      ...Array.from({ length: stringWidth(character) - 1 }, () => ''),
    ]);
  }

  it('fit any width from 20 columns, whatever is in them', () => {
    for (let width = 20; width <= 400; width += 1) {
      const lines = layOutTable(columns, rows, width, palette(false));
      expect(lines).toHaveLength(4);
      for (const each of lines) expect(stringWidth(each)).toBeLessThanOrEqual(width);
    }
  });

  it('begin their columns at the same place in every line, wide characters or not', () => {
    for (let width = 20; width <= 200; width += 1) {
      const [head = '', rule = '', ...others] = layOutTable(columns, rows, width, palette(false));
      const gaps = Array.from(rule.matchAll(/ {2}/g), ({ index }) => index);
      expect(gaps.length).toBeGreaterThan(0);
      for (const cells of [head, ...others].map(cellsOf)) {
        expect(gaps.map((gap) => cells.slice(gap, gap + 2).join(''))).toEqual(gaps.map(() => '  '));
      }
    }
  });

  it('say with … where columns were left away, and leave none away that has room', () => {
    expect(layOutTable(columns, rows, 20, palette(false))[0]).toMatch(/^id\s+name\s+…$/);
    expect(layOutTable(columns, rows, 400, palette(false))[0]).toMatch(/last$/);
  });
});
