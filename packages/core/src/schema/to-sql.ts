import { columnsOf } from './columns.ts';
import type { RecordSchema } from './define-record.ts';
import type { Field, Fields } from './field.ts';

export interface SqlTableOptions {
  /** The table's name, with its schema if need be: `logging.records`. By default the kind, `llm_call` for `llm.call`. */
  readonly table?: string;
}

/** The indexes every table of records has: by time, by level and time, by trace. */
const INDEXES: readonly (readonly string[])[] = [
  ['timestamp', 'id'],
  ['severity', 'timestamp'],
  ['service', 'timestamp'],
  ['trace_id'],
];

/**
 * Makes the PostgreSQL statements that create a kind's table: columns for every declared field, `attributes` as
 * `jsonb` for the rest, constraints for bounds and words, indexes, comments. All of them may be run again.
 *
 * Fields declared with `indexed: true` get an index of their own. Objects, lists and errors are `jsonb`.
 */
export function toSqlTable(schema: RecordSchema, options: SqlTableOptions = {}): string {
  const table = options.table ?? schema.kind.replaceAll('.', '_');
  const { wire, own, attributes } = columnsOf(schema);
  const columns: Fields = { ...wire, ...own, attributes };
  const lines = Object.entries(columns).map(([name, field]) => `  ${columnOf(name, field)}`);
  const statements = [`CREATE TABLE IF NOT EXISTS ${quoted(table)} (\n${lines.join(',\n')},\n  PRIMARY KEY ("id")\n);`];
  const indexed = Object.entries(own).filter(([, field]) => field.indexed === true);
  for (const names of [...INDEXES, ...indexed.map(([name]) => [name])]) {
    const index = `${table.replaceAll('.', '_')}_${names.join('_')}_idx`;
    statements.push(
      `CREATE INDEX IF NOT EXISTS ${identifier(index)} ON ${quoted(table)} (${names.map(identifier).join(', ')});`,
    );
  }
  for (const [column, field] of Object.entries(columns)) {
    statements.push(`COMMENT ON COLUMN ${quoted(table)}.${identifier(column)} IS ${literal(field.description)};`);
  }
  return `${statements.join('\n')}\n`;
}

/**
 * Answers the PostgreSQL type of every column that a kind's table has, in the order of its fields, `attributes` last.
 *
 * For tables that bring keys, indexes and partitions of their own.
 */
export function sqlColumnTypes(schema: RecordSchema): Readonly<Record<string, string>> {
  const { wire, own, attributes } = columnsOf(schema);
  const columns: Fields = { ...wire, ...own, attributes };
  return Object.fromEntries(Object.entries(columns).map(([name, field]) => [name, typeOf(field)]));
}

function columnOf(column: string, field: Field): string {
  const isRequired = field.optional !== true && field.nullable !== true;
  const constraint = constraintOf(identifier(column), field);
  return `${identifier(column)} ${typeOf(field)}${isRequired ? ' NOT NULL' : ''}${constraint === undefined ? '' : ` CHECK (${constraint})`}`;
}

function typeOf(field: Field): string {
  switch (field.type) {
    case 'text':
    case 'keyword':
      return 'text';
    case 'integer':
      return 'bigint';
    case 'number':
      return field.exact === true ? 'numeric' : 'double precision';
    case 'boolean':
      return 'boolean';
    case 'time':
      return 'timestamptz';
    default:
      return 'jsonb';
  }
}

function constraintOf(column: string, field: Field): string | undefined {
  if (field.type === 'integer' || field.type === 'number') {
    const { min, max } = field;
    if (min !== undefined && max !== undefined) return `${column} BETWEEN ${min} AND ${max}`;
    if (min !== undefined) return `${column} >= ${min}`;
    return max === undefined ? undefined : `${column} <= ${max}`;
  }
  if (field.type === 'keyword' && field.oneOf !== undefined)
    return `${column} IN (${field.oneOf.map(literal).join(', ')})`;
  if ((field.type === 'keyword' || field.type === 'text') && field.maxLength !== undefined) {
    return `char_length(${column}) <= ${field.maxLength}`;
  }
  return undefined;
}

function quoted(table: string): string {
  return table.split('.').map(identifier).join('.');
}

function identifier(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
