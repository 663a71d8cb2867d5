import type { DuckDBConnection } from '@duckdb/node-api';
import {
  attributeOfColumn,
  literal,
  PROMOTABLE_NAME,
  PROMOTED_SQL_TYPES,
  promotedColumn,
  type PromotedType,
  quoted,
} from './columns.ts';

/** Attributes with columns of their own in one segment at the most. */
const MOST = 64;
/** An attribute of fewer records than one in this many stays in the JSON column. */
const RAREST = 50;

/** More names than these are not told one by one. */
const MOST_NAMES = 256;

/** Attributes to be given a column of their own. */
export type Promotion = Readonly<Record<string, PromotedType>>;

/** What becomes of a table's attributes. */
export interface Chosen {
  readonly promoted: Promotion;
  /** The names that stay in the JSON column; absent where there are too many to tell. */
  readonly otherKeys?: readonly string[];
}

interface KeyCount {
  readonly key: string;
  readonly count: number;
}

/**
 * Chooses the attributes of a table of raw records that get a column of their own: frequent, and of one scalar type in
 * every record that has them. An attribute that is once `null`, or of two types, stays in the JSON column.
 */
export async function choosePromotion(connection: DuckDBConnection, table: string): Promise<Chosen> {
  const { keys, records } = await keyCounts(connection, table);
  // SQL names ignore case: of two attributes that differ in case only, neither gets a column.
  const spellings = new Map<string, number>();
  for (const { key } of keys) spellings.set(key.toLowerCase(), (spellings.get(key.toLowerCase()) ?? 0) + 1);
  const candidates = keys
    .filter(
      ({ key, count }) =>
        count * RAREST >= records && PROMOTABLE_NAME.test(key) && spellings.get(key.toLowerCase()) === 1,
    )
    .slice(0, MOST);
  const promoted = await ofOneType(connection, table, candidates);
  return { promoted, ...othersOf(keys, promoted) };
}

/** The attributes that stay in the JSON column of a file whose promoted columns are known. */
export async function otherKeysOf(connection: DuckDBConnection, source: string, promoted: Promotion): Promise<Chosen> {
  const { keys } = await keyCounts(connection, source);
  return { promoted, ...othersOf(keys, promoted) };
}

function othersOf(keys: readonly KeyCount[], promoted: Promotion): Pick<Chosen, 'otherKeys'> {
  if (keys.length > MOST_NAMES) return {};
  return { otherKeys: keys.map(({ key }) => key).filter((key) => !Object.hasOwn(promoted, key)) };
}

async function keyCounts(connection: DuckDBConnection, source: string): Promise<{ keys: KeyCount[]; records: number }> {
  const reader = await connection.runAndReadAll(
    `SELECT key, count(*) AS count, (SELECT count(*) FROM ${source}) AS records
     FROM (SELECT unnest(json_keys(attributes)) AS key FROM ${source} WHERE attributes IS NOT NULL)
     GROUP BY key ORDER BY count(*) DESC, key LIMIT ${MOST_NAMES + 1}`,
  );
  const rows = reader.getRowsJS();
  return {
    keys: rows.map(([key, count]) => ({ key: textOf(key), count: Number(count) })),
    records: Number(rows[0]?.[2] ?? 0),
  };
}

/** JSON tells a value's type by its first character. */
async function ofOneType(
  connection: DuckDBConnection,
  table: string,
  candidates: readonly KeyCount[],
): Promise<Promotion> {
  if (candidates.length === 0) return {};
  const structure = literal(JSON.stringify(Object.fromEntries(candidates.map(({ key }) => [key, 'JSON']))));
  const starts = candidates.flatMap(({ key }) => {
    const start = `left(parsed.${quoted(key)}::VARCHAR, 1)`;
    return [`min(${start})`, `max(${start})`, `count(parsed.${quoted(key)})`];
  });
  const reader = await connection.runAndReadAll(
    `SELECT ${starts.join(', ')} FROM (SELECT json_transform(attributes, ${structure}) AS parsed FROM ${table} WHERE attributes IS NOT NULL)`,
  );
  const row = reader.getRowsJS()[0] ?? [];
  const promoted: Record<string, PromotedType> = {};
  candidates.forEach(({ key, count }, index) => {
    const [first, last, found] = row.slice(index * 3);
    const type = typeOfStart(textOf(first));
    // `-` and the digits follow one another in this order, and nothing else that JSON begins with lies between them.
    if (type !== undefined && type === typeOfStart(textOf(last)) && Number(found) === count) promoted[key] = type;
  });
  return promoted;
}

function typeOfStart(first: string): PromotedType | undefined {
  if (first === '"') return 'text';
  if (first === 't' || first === 'f') return 'boolean';
  return first === '-' || (first >= '0' && first <= '9') ? 'number' : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The select list that takes promoted attributes out of the JSON column and gives each its own. */
export function promotedSelect(promotion: Promotion): string {
  const entries = Object.entries(promotion);
  if (entries.length === 0) return 'attributes';
  const removal = literal(JSON.stringify(Object.fromEntries(entries.map(([key]) => [key, null]))));
  const columns = entries.map(([key, type]) => `promoted.${quoted(key)} AS ${quoted(promotedColumn(key, type))}`);
  return [
    `CASE WHEN attributes IS NULL THEN NULL ELSE json_merge_patch(attributes, ${removal}) END AS attributes`,
    ...columns,
  ].join(', ');
}

/** The expression that parses the promoted attributes of a record, once for all of them. */
export function promotedSource(promotion: Promotion): string {
  const entries = Object.entries(promotion);
  if (entries.length === 0) return 'NULL';
  const structure = Object.fromEntries(entries.map(([key, type]) => [key, PROMOTED_SQL_TYPES[type]]));
  return `json_transform(attributes, ${literal(JSON.stringify(structure))})`;
}

/** Reads from the columns of a segment which attributes were promoted. */
export function promotionOfColumns(columns: readonly string[]): Promotion {
  const found: Record<string, PromotedType> = {};
  for (const column of columns) {
    const read = attributeOfColumn(column);
    if (read !== undefined) found[read.attribute] = read.type;
  }
  return found;
}
