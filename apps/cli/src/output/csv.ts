/**
 * What a spreadsheet takes for the beginning of a formula: `= + - @`, their full-width forms, and the tab and line
 * breaks that may stand before them.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it [CWE-1236].
 *
 * @param keepFormulas - Leaves such text as it is, for programs that read it back.
 */
export function csvLine(cells: readonly unknown[], keepFormulas = false): string {
  return cells.map((cell) => csvCell(cell, keepFormulas)).join(',');
}

function csvCell(value: unknown, keepFormulas: boolean): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = !keepFormulas && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
