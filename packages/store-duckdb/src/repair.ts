/** Lines sorted into those that hold a record, made readable for DuckDB, and those that do not. */
export interface Repaired {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const TEXT_FIELDS = [
  'level',
  'message',
  'logger',
  'service',
  'host',
  'trace_id',
  'span_id',
  'module',
  'function',
  'kind',
];
const NUMBER_FIELDS = ['severity', 'process', 'thread', 'trace_flags', 'line', 'sample_rate'];

/**
 * Rewrites the lines of a file that DuckDB could not read whole.
 *
 * JSON allows half a surrogate pair, which DuckDB's strict parser refuses with the whole line; it becomes the
 * replacement character. A field of the wrong type moves into the attributes, where any type may be.
 */
export function repairLines(lines: Iterable<string>): Repaired {
  const good: string[] = [];
  const bad: string[] = [];
  for (const line of lines) {
    const repaired = repairLine(line);
    if (repaired === undefined) bad.push(line);
    else good.push(repaired);
  }
  return { good, bad };
}

function repairLine(line: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line, (_, part: unknown) =>
      typeof part === 'string' ? part.replaceAll(HALF_PAIR, '\ufffd') : part,
    );
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  const time = typeof record['timestamp'] === 'string' ? Date.parse(record['timestamp']) : Number.NaN;
  if (typeof record['id'] !== 'string' || Number.isNaN(time)) return undefined;
  const year = new Date(time).getUTCFullYear();
  if (year < 1 || year > 9999) return undefined;
  moveMistyped(record);
  return JSON.stringify({
    level: 'info',
    severity: 9,
    message: '',
    ...record,
    timestamp: new Date(time).toISOString(),
  });
}

function moveMistyped(record: Record<string, unknown>): void {
  const moved: Record<string, unknown> = {};
  const move = (name: string, fits: boolean) => {
    if (record[name] === undefined || fits) return;
    moved[name] = record[name];
    delete record[name];
  };
  for (const name of TEXT_FIELDS) move(name, typeof record[name] === 'string');
  for (const name of NUMBER_FIELDS) {
    const value = record[name];
    move(name, typeof value === 'number' && (name === 'sample_rate' || Number.isSafeInteger(value)));
  }
  const attributes = record['attributes'];
  const isObject = typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes);
  move('attributes', isObject);
  if (Object.keys(moved).length > 0) record['attributes'] = { ...(isObject ? attributes : {}), ...moved };
}
