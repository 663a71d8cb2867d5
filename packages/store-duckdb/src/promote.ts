import type { DuckDBConnection } from '@duckdb/node-api';
import { attributeOfColumn, literal, PROMOTABLE_NAME, PROMOTED_SQL_TYPES, promotedColumn, quoted } from './columns.ts';
import type { PromotedType } from './segment-index.ts';

/** Attributes with columns of their own in one segment at the most. */
const MOST = 64;
/** An attribute of fewer records than one in this many stays in the JSON column. */
const RAREST = 50;

/** More names than these are not told one by one. */
const MOST_NAMES = 256;

/** Attributes to be given a column of their own. */
export type Promotion = Readonly<Record<string, PromotedType>>;

/** The names of attributes that are in a table's JSON column; undefined where there are too many. */
export async function otherKeysOf(
  connection: DuckDBConnection,
  source: string,
  promotion: Promotion,
): Promise<readonly string[] | undefined> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT unnest(json_keys(attributes)) AS key FROM ${source} LIMIT ${MOST_NAMES + MOST}`,
  );
  const keys = reader.getRows().map(([key]) => String(key));
  const others = keys.filter((key) => !Object.hasOwn(promotion, key));
  return others.length > MOST_NAMES || keys.length === MOST_NAMES + MOST ? undefined : others;
}

/**
 * Chooses the attributes of a table of raw records that get a column of their own: frequent, and of one scalar type in
 * every record that has them. An attribute that is once `null`, or of two types, stays in the JSON column.
 */
export async function choosePromotion(connection: DuckDBConnection, table: string): Promise<Promotion> {
  const candidates = await frequentKeys(connection, table);
  if (candidates.length === 0) return {};
  const structure = literal(JSON.stringify(Object.fromEntries(candidates.map(({ key }) => [key, 'JSON']))));
  const counts = candidates.flatMap(({ key }, index) => {
    const first = `left(parsed.${quoted(key)}::VARCHAR, 1)`;
    return [
      `count(*) FILTER (${first} = '"') AS text_${index}`,
      `count(*) FILTER (${first} BETWEEN '0' AND '9' OR ${first} = '-') AS number_${index}`,
      `count(*) FILTER (${first} IN ('t', 'f')) AS boolean_${index}`,
    ];
  });
  const reader = await connection.runAndReadAll(
    `SELECT ${counts.join(', ')} FROM (SELECT json_transform(attributes, ${structure}) AS parsed FROM ${table} WHERE attributes IS NOT NULL)`,
  );
  const row = reader.getRowObjectsJS()[0] ?? {};
  const chosen: Record<string, PromotedType> = {};
  candidates.forEach(({ key, count }, index) => {
    for (const type of ['text', 'number', 'boolean'] as const) {
      if (Number(row[`${type}_${index}`]) === count) chosen[key] = type;
    }
  });
  return chosen;
}

async function frequentKeys(connection: DuckDBConnection, table: string): Promise<{ key: string; count: number }[]> {
  const reader = await connection.runAndReadAll(
    `SELECT key, count(*) AS count, (SELECT count(*) FROM ${table}) AS total
     FROM (SELECT unnest(json_keys(attributes)) AS key FROM ${table} WHERE json_type(attributes) = 'OBJECT')
     GROUP BY key ORDER BY count(*) DESC, key LIMIT ${MOST * 4}`,
  );
  const rows = reader
    .getRowsJS()
    .map(([key, count, total]) => ({ key: textOf(key), count: Number(count), total: Number(total) }));
  // SQL names ignore case: of two attributes that differ in case only, neither gets a column.
  const spellings = new Map<string, number>();
  for (const { key } of rows) spellings.set(key.toLowerCase(), (spellings.get(key.toLowerCase()) ?? 0) + 1);
  return rows
    .filter(
      ({ key, count, total }) =>
        count * RAREST >= total && PROMOTABLE_NAME.test(key) && spellings.get(key.toLowerCase()) === 1,
    )
    .slice(0, MOST)
    .map(({ key, count }) => ({ key, count }));
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
