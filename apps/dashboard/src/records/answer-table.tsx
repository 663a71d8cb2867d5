import type { Cell, Column, TableAnswer } from '../api/types.ts';
import { clockTime, dayText } from '../timeline/time-text.ts';

/** How many stored records a row sums up, where sampled ones count for more. */
const STORED: Column = { name: 'stored', type: 'number' };

/** The answer of a query with pipes; numbers carry a bar that shows their share of the column's highest. */
export function AnswerTable({ table, stale }: { table: TableAnswer; stale: boolean }) {
  const highest = table.columns.map((column, index) =>
    column.type === 'number' ? Math.max(0, ...table.rows.map((row) => Number(row[index]) || 0)) : 0,
  );
  return (
    <div className={`answer${stale ? ' is-stale' : ''}`}>
      <table className="answer-table">
        <thead>
          <tr>
            {table.columns.map(({ name, type }) => (
              <th key={name} className={`is-${type}`} scope="col">
                {name}
              </th>
            ))}
            {table.records !== undefined && (
              <th className="is-number" scope="col" title="Records that are stored; sampled ones count for more.">
                {STORED.name}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            // Rows of an answer have no identity but their place.
            <tr key={`${index}`}>
              {table.columns.map((column, place) => (
                <TableCell key={column.name} column={column} value={row[place] ?? null} highest={highest[place] ?? 0} />
              ))}
              {table.records !== undefined && (
                <TableCell column={STORED} value={table.records[index] ?? null} highest={0} />
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length === 0 && <p className="empty">Nothing was found to count.</p>}
    </div>
  );
}

function TableCell({ column, value, highest }: { column: Column; value: Cell; highest: number }) {
  if (column.type === 'number' && typeof value === 'number') {
    return (
      <td className="is-number">
        <span className="answer-bar" style={{ width: highest > 0 ? `${(Math.max(0, value) / highest) * 100}%` : 0 }} />
        <span className="answer-number">{value.toLocaleString(undefined, { maximumFractionDigits: 3 })}</span>
      </td>
    );
  }
  if (column.type === 'time' && typeof value === 'string') {
    return (
      <td className="is-time" title={value}>
        {dayText(value)} {clockTime(value).slice(0, 8)}
      </td>
    );
  }
  return <td>{value === null ? <span className="none">none</span> : String(value)}</td>;
}
