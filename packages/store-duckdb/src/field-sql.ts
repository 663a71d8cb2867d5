import type { FieldPath } from '@tailrace/query';
import { BASE_COLUMNS, type BaseColumn, promotedColumn, type PromotedType, quoted } from './columns.ts';
import type { Parameters } from './parameters.ts';
import type { SegmentSummary } from './segment-index.ts';
import { isSpelledAsItIs, type ValueTest } from './value-test-sql.ts';

/** Which attributes have columns of their own in a set of files, and which are in the JSON column of some. */
export interface AttributeColumns {
  typesOf(key: string): readonly PromotedType[];
  mayBeInJson(key: string): boolean;
  /** Whether ids, trace ids and span ids are all in lower case. */
  readonly foldedIds: boolean;
}

/** The attributes of write-ahead files: all in the JSON column. */
export const NO_ATTRIBUTE_COLUMNS: AttributeColumns = {
  typesOf: () => [],
  mayBeInJson: () => true,
  foldedIds: false,
};

/** The attributes of a set of segments. */
export function attributeColumnsOf(
  summaries: readonly Pick<SegmentSummary, 'promoted' | 'otherKeys' | 'foldedIds'>[],
): AttributeColumns {
  return {
    typesOf: (key) => [
      ...new Set(
        summaries.flatMap(({ promoted }) => (Object.hasOwn(promoted, key) ? [promoted[key] as PromotedType] : [])),
      ),
    ],
    mayBeInJson: (key) =>
      summaries.some(
        ({ promoted, otherKeys }) =>
          !Object.hasOwn(promoted, key) && (otherKeys === undefined || otherKeys.includes(key)),
      ),
    foldedIds: summaries.every(({ foldedIds }) => foldedIds),
  };
}

/** One place where a field's value may lie, by the type it has there; at most one of a field's places holds a value. */
export interface FieldPlace {
  readonly kind: 'text' | 'folded' | 'number' | 'boolean' | 'json' | 'time';
  readonly sql: string;
  /** The column of JSON that it is taken out of, and a condition on its text that holds wherever the value is there. */
  readonly json?: { readonly column: string; hint(): string | undefined };
}

const IDS: ReadonlySet<string> = new Set(['id', 'trace_id', 'span_id']);

/** Answers every place where a field's value may lie. */
export function placesOf(field: FieldPath, columns: AttributeColumns, parameters: Parameters): FieldPlace[] {
  const [root = '', ...rest] = field;
  if (root === 'attributes' && rest.length > 0) return attributePlaces(rest, columns, parameters);
  if (root === 'exception' && rest.length > 0) return [extracted('exception', rest, parameters)];
  if (rest.length > 0 || !Object.hasOwn(BASE_COLUMNS, root)) return [];
  if (root === 'kind') return [{ kind: 'text', sql: `coalesce(kind, 'log')` }];
  if (root === 'sample_rate') return [{ kind: 'number', sql: 'coalesce(sample_rate, 1)' }];
  switch (BASE_COLUMNS[root as BaseColumn]) {
    case 'TIMESTAMP':
      return [{ kind: 'time', sql: quoted(root) }];
    case 'VARCHAR':
      return [{ kind: columns.foldedIds && IDS.has(root) ? 'folded' : 'text', sql: quoted(root) }];
    case 'JSON':
      return [{ kind: 'json', sql: quoted(root) }];
    default:
      return [{ kind: 'number', sql: `${quoted(root)}::DOUBLE` }];
  }
}

/** The nested value first; where that is absent or null, the one key with the dots in it. */
function attributePlaces(path: readonly string[], columns: AttributeColumns, parameters: Parameters): FieldPlace[] {
  const [first = '', ...deeper] = path;
  if (deeper.length === 0) return keyPlaces(first, columns, parameters);
  const flat = keyPlaces(path.join('.'), columns, parameters);
  if (!columns.mayBeInJson(first)) return flat;
  const nested = extracted('attributes', path, parameters);
  return [nested, ...flat.map((place) => ({ ...place, sql: `CASE WHEN ${nested.sql} IS NULL THEN ${place.sql} END` }))];
}

function keyPlaces(key: string, columns: AttributeColumns, parameters: Parameters): FieldPlace[] {
  const places: FieldPlace[] = columns.typesOf(key).map((kind) => ({ kind, sql: quoted(promotedColumn(key, kind)) }));
  if (columns.mayBeInJson(key)) places.push(extracted('attributes', [key], parameters));
  return places;
}

/** A value within a column of JSON; JSON's null is the same as absent. */
function extracted(column: string, path: readonly string[], parameters: Parameters): FieldPlace {
  const key = path.at(-1) ?? '';
  // Only what is asked for is bound: a statement takes no value without a place.
  const hint = () => (isSpelledAsItIs(key) ? `contains(${column}, ${parameters.text(`"${key}"`)})` : undefined);
  const sql = `nullif(${extract(column, path, parameters)}, 'null'::JSON)`;
  return { kind: 'json', sql, json: { column, hint } };
}

/** DuckDB's paths take an empty key, and `*` even in quotes, for something else; its pointers do not. */
const NEEDS_POINTER = new Set(['', '*']);

function extract(column: string, path: readonly string[], parameters: Parameters): string {
  let sql = column;
  let steps: string[] = [];
  const flush = () => {
    if (steps.length > 0) sql = `json_extract(${sql}, ${parameters.bind(`$${steps.join('')}`)})`;
    steps = [];
  };
  for (const key of path) {
    if (NEEDS_POINTER.has(key)) {
      flush();
      sql = `json_extract(${sql}, ${parameters.bind(`/${key}`)})`;
    } else steps.push(`."${key.replaceAll(/[\\"]/g, '\\$&')}"`);
  }
  flush();
  return sql;
}

/** Whether a field is there and not null. */
export function existsSql(places: readonly FieldPlace[]): string {
  return anyOf(places.map(({ sql, json }) => behindHints([json?.hint()], `${sql} IS NOT NULL`)));
}

/** Whether a field's value passes a test; an array passes where any of its elements does. */
export function testSql(places: readonly FieldPlace[], test: ValueTest): string {
  return anyOf(
    places.map((place) => {
      const condition = testPlace(place, test);
      // Written so, row groups are skipped by it; `coalesce` hides the comparison.
      const isPlain = test.isPlain && (place.kind === 'folded' || place.kind === 'number' || place.kind === 'boolean');
      if (isPlain) return `(${condition} AND ${place.sql} IS NOT NULL)`;
      const { json } = place;
      const hints = json === undefined ? [] : [json.hint(), test.within?.(json.column)];
      return behindHints(hints, `coalesce(${condition}, FALSE)`);
    }),
  );
}

/**
 * A condition behind cheaper ones that it implies: to look for a text in JSON takes a fraction of what it takes to parse
 * it. Where a column is NULL so are the hints, and the condition is false.
 */
function behindHints(hints: readonly (string | undefined)[], condition: string): string {
  const known = hints.filter((hint) => hint !== undefined);
  return known.length === 0 ? condition : `(${[...known, condition].join(' AND ')})`;
}

function testPlace({ kind, sql }: FieldPlace, test: ValueTest): string {
  switch (kind) {
    case 'text':
      return test.text(sql);
    case 'folded':
      return test.folded?.(sql) ?? test.text(sql);
    case 'number':
      return test.number(sql);
    case 'boolean':
      return test.boolean(sql);
    case 'time':
      return test.text(isoTime(sql));
    default: {
      const any = anyElement('held::JSON[]', 'element', testScalar('element', test));
      // As the one element of a list it is parsed once; written out it would be for each time it is named.
      return anyElement(
        `[${sql}]`,
        'held',
        `CASE WHEN left(held, 1) = '[' THEN ${any} ELSE ${testScalar('held', test)} END`,
      );
    }
  }
}

function anyElement(list: string, name: string, condition: string): string {
  return `len(list_filter(${list}, lambda ${name}: coalesce(${condition}, FALSE))) > 0`;
}

/** Tests one JSON value by its first character, which tells its type. */
function testScalar(sql: string, test: ValueTest): string {
  const cases = [`WHEN left(${sql}, 1) = '"' THEN ${test.text(`(${sql} ->> '$')`)}`];
  const ofNumber = test.number(`TRY_CAST(${sql} AS DOUBLE)`);
  const ofBoolean = test.boolean(`(${sql})::BOOLEAN`);
  cases.push(`WHEN left(${sql}, 1) IN ('t', 'f') THEN ${ofBoolean}`);
  cases.push(`WHEN left(${sql}, 1) IN ('[', '{', 'n') THEN FALSE`);
  return `CASE ${cases.join(' ')} ELSE ${ofNumber} END`;
}

/** A time as the wire writes it. */
export function isoTime(sql: string): string {
  return `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}

function anyOf(conditions: readonly string[]): string {
  if (conditions.length === 0) return 'FALSE';
  return conditions.length === 1 ? (conditions[0] ?? 'FALSE') : `(${conditions.join(' OR ')})`;
}
