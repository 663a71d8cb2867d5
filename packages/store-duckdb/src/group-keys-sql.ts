import type { FieldPath, PipeNode } from '@tailrace/query';
import { BASE_COLUMNS, type BaseColumn } from './columns.ts';
import { placesOf } from './field-sql.ts';
import { type GroupCell, groupCellOf } from './group-sql.ts';
import type { Parameters } from './parameters.ts';
import type { Branch } from './source-sql.ts';

export type StatsPipe = Extract<PipeNode, { type: 'stats' }>;

/** Two columns for each key that is a field, one for a stretch of time. */
export function keyNames(pipe: StatsPipe): string[] {
  return pipe.by.flatMap((key, index) => cellNames(key, index));
}

/** Groups come in the order of their times, which is nearly the one they are answered in. */
export function orderedByTime(pipe: StatsPipe): string {
  const times = pipe.by.flatMap((key, index) => (key.type === 'time' ? [`k${index}`] : []));
  return times.length === 0 ? '' : `ORDER BY ${times.join(', ')}`;
}

function cellNames(key: StatsPipe['by'][number], index: number): string[] {
  if (key.type === 'time') return [`k${index}`];
  return isText(key.field) ? [`k${index}t`] : [`k${index}n`, `k${index}t`];
}

/** Whether a field is a text in every record that has it. */
export function isText([name = '', ...deeper]: FieldPath): boolean {
  return deeper.length === 0 && Object.hasOwn(BASE_COLUMNS, name) && BASE_COLUMNS[name as BaseColumn] === 'VARCHAR';
}

/** The clause that groups by the keys; none where nothing is grouped by. */
export function grouped(pipe: StatsPipe): string {
  const names = keyNames(pipe);
  return names.length === 0 ? '' : `GROUP BY ${names.join(', ')}`;
}

/** The keys' columns of a branch. */
export function keySelect(pipe: StatsPipe, branch: Branch, parameters: Parameters): string[] {
  return pipe.by.flatMap((key, index) => {
    if (key.type === 'time') {
      const interval = parameters.integer(key.intervalMillis);
      const moment = 'epoch_ms(timestamp)';
      // Integer division cuts towards zero, and times before 1970 are negative.
      return [
        `CASE WHEN ${moment} >= 0 THEN ${moment} // ${interval} ELSE -((${interval} - 1 - ${moment}) // ${interval}) END AS k${index}`,
      ];
    }
    if (isText(key.field))
      return [`${groupCellOf(placesOf(key.field, branch.columns, parameters), 'none').text} AS k${index}t`];
    const cell = fieldCell(key.field, branch, parameters);
    return [`${cell.number} AS k${index}n`, `${cell.text} AS k${index}t`];
  });
}

/** A column that is text in every file is told from numbers later, in the answer; attributes may be both. */
export function fieldCell(field: FieldPath, branch: Branch, parameters: Parameters): GroupCell {
  return groupCellOf(placesOf(field, branch.columns, parameters), field.length === 1 ? 'none' : 'exact');
}
