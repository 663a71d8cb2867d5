import type { CommandContext } from '../command-context.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { type ChosenField, shown, shownTime } from './chosen-fields.ts';
import { matchOf } from './matches.ts';
import type { RecordPrinter } from './record-printer.ts';
import { timeForm, timeWriter } from './time-form.ts';

/** Prints chosen fields as a table, which needs every row before its widths are known. */
export function tablePrinter(fields: readonly ChosenField[], context: CommandContext, width: number): RecordPrinter {
  const { stdout, settings, environment } = context;
  const writeTime = timeWriter(timeForm(context) ?? 'utc', () => context.now());
  const rows: string[][] = [];
  let isMarked = false;
  const numeric = fields.map(() => true);
  return {
    print(record) {
      const values = fields.map(({ read }) => read(record));
      for (const [index, value] of values.entries()) {
        if (value !== undefined && value !== null && typeof value !== 'number') numeric[index] = false;
      }
      const match = matchOf(record);
      if (match !== undefined) isMarked = true;
      const texts = values.map((value) => (typeof value === 'string' ? shownTime(value, writeTime) : shown(value)));
      rows.push([match === true ? '▶' : '', ...texts]);
      return undefined;
    },
    async end() {
      if (rows.length === 0) return;
      const chosen = fields.map(({ name }, index) => ({
        name,
        align: numeric[index] ? ('right' as const) : ('left' as const),
      }));
      const columns = [{ name: '', align: 'left' as const }, ...chosen].slice(isMarked ? 0 : 1);
      const cells = isMarked ? rows : rows.map((row) => row.slice(1));
      // Measuring text is slow to load: only a table needs it.
      const { layOutTable } = await import('../terminal/table.ts');
      const marks = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
      for (const line of layOutTable(columns, cells, width, marks)) await stdout.line(line);
    },
  };
}
