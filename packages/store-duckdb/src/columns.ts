/** The type of an attribute that has a column of its own in a segment. */
export type PromotedType = 'number' | 'text' | 'boolean';

/** A column that every segment has, in the order of the wire; `exception` and `attributes` are JSON text. */
export const BASE_COLUMNS = {
  id: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  level: 'VARCHAR',
  severity: 'UTINYINT',
  message: 'VARCHAR',
  logger: 'VARCHAR',
  service: 'VARCHAR',
  host: 'VARCHAR',
  process: 'BIGINT',
  thread: 'BIGINT',
  trace_id: 'VARCHAR',
  span_id: 'VARCHAR',
  trace_flags: 'BIGINT',
  module: 'VARCHAR',
  function: 'VARCHAR',
  line: 'BIGINT',
  exception: 'JSON',
  attributes: 'JSON',
  kind: 'VARCHAR',
  sample_rate: 'DOUBLE',
} as const;

export type BaseColumn = keyof typeof BASE_COLUMNS;

export const BASE_COLUMN_NAMES = Object.keys(BASE_COLUMNS) as readonly BaseColumn[];

/** The message's template, kept with each record of a segment. */
export const PATTERN_COLUMN = 'pattern';

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal; for file names and keys of our own making, never for a query's values. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const PREFIXES = { number: 'n', text: 't', boolean: 'b' } as const satisfies Record<PromotedType, string>;

/** SQL types of promoted columns. */
export const PROMOTED_SQL_TYPES = { number: 'DOUBLE', text: 'VARCHAR', boolean: 'BOOLEAN' } as const satisfies Record<
  PromotedType,
  string
>;

/** Attributes with other names stay in the JSON column. */
export const PROMOTABLE_NAME = /^(?!__proto__$)[A-Za-z0-9_.@-]{1,64}$/;

/**
 * The name of an attribute's own column. The type is part of it, so that segments which saw different types never
 * share a column; upper case is marked, since SQL names ignore case and attributes do not.
 */
export function promotedColumn(attribute: string, type: PromotedType): string {
  return `${PREFIXES[type]}:${attribute.replaceAll(/[A-Z]/g, '^$&')}`;
}

/**
 * The source of records in a write-ahead file: typed columns, and NULL in all of them for a bad line.
 *
 * @param longestLine - Its bytes, where they are known: DuckDB reads with buffers of twice the largest object.
 */
export function readHotFiles(paths: readonly string[], longestLine: number = LARGEST_OBJECT_BYTES): string {
  const columns = BASE_COLUMN_NAMES.map((name) => `${quoted(name)}: '${BASE_COLUMNS[name]}'`).join(', ');
  const files = `[${paths.map(literal).join(', ')}]`;
  const largest = Math.min(LARGEST_OBJECT_BYTES, Math.max(SMALLEST_OBJECT_BYTES, longestLine));
  return `read_json(${files}, format = 'newline_delimited', hive_partitioning = false, ignore_errors = true, maximum_object_size = ${largest}, columns = {${columns}})`;
}

/**
 * The source of records in segments. A folder named `service=api` means nothing: DuckDB would take it for a column.
 */
export function readSegmentFiles(paths: readonly string[], withFileName = false): string {
  const names = withFileName ? ', filename = true' : '';
  return `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false${names})`;
}

/** Above the largest record an append takes. */
const LARGEST_OBJECT_BYTES = 16 * 1024 * 1024;
/** Smaller buffers make reading slower. */
const SMALLEST_OBJECT_BYTES = 512 * 1024;

/** Reads the name of a promoted column; undefined for any other column. */
export function attributeOfColumn(column: string): { attribute: string; type: PromotedType } | undefined {
  const type = (Object.keys(PREFIXES) as PromotedType[]).find((known) => column.startsWith(`${PREFIXES[known]}:`));
  return type === undefined ? undefined : { attribute: column.slice(2).replaceAll('^', ''), type };
}
