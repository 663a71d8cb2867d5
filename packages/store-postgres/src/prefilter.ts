import {
  type FieldPath,
  type FilterNode,
  foldCase,
  requiredLiterals,
  type Value,
  wildcardParts,
} from '@tailrace/query';
import { ARRIVED_COLUMN, quoted, TERMS_COLUMN } from './columns.ts';
import { isUsuallyFolded, usualFold, usuallyFoldedPart } from './fold-sql.ts';
import { fixedSql, isBindable, joinSql, sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';
import { ANY_TERM, termFor } from './terms.ts';
import { escapeLike } from './value-test-sql.ts';

/** What the indexes of the records' table are of, beside time and id. */
export const INDEXED = {
  terms: fixedSql(quoted(TERMS_COLUMN)),
  words: usualFold(fixedSql('"message"')),
  severe: fixedSql('"severity" >= 17'),
  strayIds: usualFold(fixedSql('"id"')),
  arrived: fixedSql(quoted(ARRIVED_COLUMN)),
} as const;

/** The least that a trigram index can find. */
const SHORTEST_WORD = 3;
const SEVERE = 17;

/**
 * Answers a condition that indexes can answer and that holds for every record the filter matches, also for those whose
 * columns are not the whole truth; `undefined` where there is none.
 */
export function prefilterOf(filter: FilterNode, tables: Tables): Sql | undefined {
  switch (filter.type) {
    case 'and': {
      const parts = filter.filters.flatMap((inner) => prefilterOf(inner, tables) ?? []);
      return parts.length === 0 ? undefined : joinSql(parts, ' AND ');
    }
    case 'or': {
      const parts = filter.filters.map((inner) => prefilterOf(inner, tables));
      if (parts.length === 0 || !parts.every((part) => part !== undefined)) return undefined;
      return sql`(${joinSql(
        parts.map((part) => sql`(${part})`),
        ' OR ',
      )})`;
    }
    case 'compare':
      return filter.operator === '=' ? equalTo(filter.field, [filter.value], tables) : undefined;
    case 'in':
      return equalTo(filter.field, filter.values, tables);
    case 'severity':
      return filter.severity >= SEVERE && ['=', '>', '>='].includes(filter.operator) ? INDEXED.severe : undefined;
    case 'text':
      return withWords([foldCase(filter.text)]);
    case 'text-wildcard':
      return withWords(wildcardParts(foldCase(filter.pattern)));
    case 'text-regex':
      return withWords(requiredLiterals(filter.pattern, filter.ignoreCase).map(foldCase));
    default:
      return undefined;
  }
}

function equalTo(field: FieldPath, values: readonly Value[], tables: Tables): Sql | undefined {
  if (field.length === 1 && field[0] === 'id') return withIds(values, tables);
  return withTerms(values.map((value) => termFor(field, value)));
}

/** Ids that differ in case only are equal to a query; any that are not in lower case, as UUIDs are, have no home. */
function withIds(values: readonly Value[], { strays }: Tables): Sql | undefined {
  if (values.length === 0 || values.includes(null)) return undefined;
  const ids = values.map((value) => foldCase(String(value)));
  if (!ids.every((id) => isBindable(id) && isUsuallyFolded(id))) return undefined;
  return sql`"id" = ANY(ARRAY(SELECT "id" FROM ${strays} WHERE ${INDEXED.strayIds} = ANY(${ids}::text[]) UNION ALL SELECT unnest(${ids}::text[])))`;
}

function withTerms(terms: readonly (number | undefined)[]): Sql | undefined {
  const known = terms.filter((term) => term !== undefined);
  if (known.length < terms.length || known.length === 0) return undefined;
  return sql`${INDEXED.terms} && ${[...known, ANY_TERM]}::int4[]`;
}

function withWords(folded: readonly string[]): Sql | undefined {
  const words = folded
    .filter(isBindable)
    .map(usuallyFoldedPart)
    .filter((word) => word.length >= SHORTEST_WORD);
  if (words.length < 1) return undefined;
  return joinSql(
    words.map((word) => sql`${INDEXED.words} LIKE ${`%${escapeLike(word)}%`}::text`),
    ' AND ',
  );
}
