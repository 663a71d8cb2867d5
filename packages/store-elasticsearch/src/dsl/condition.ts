/** A query of Elasticsearch's language; values stand in it as values only. */
export type Dsl = Readonly<Record<string, unknown>>;

/**
 * What Elasticsearch can be asked of a filter.
 *
 * A record that passes matches `upper`; one that matches `lower` passes. Where no record matches any of `unless`, both
 * are the same and so the filter itself; without `unless` they never are.
 */
export interface Condition {
  readonly upper: Dsl;
  readonly lower: Dsl;
  readonly unless: readonly Dsl[] | undefined;
}

export const EVERYTHING: Dsl = { match_all: {} };
export const NOTHING: Dsl = { match_none: {} };

/** A condition that is exactly a query. */
export function exactly(query: Dsl, unless: readonly Dsl[] = []): Condition {
  return { upper: query, lower: query, unless };
}

/** A condition that leaves out only what cannot pass. */
export function atMost(query: Dsl): Condition {
  return { upper: query, lower: NOTHING, unless: undefined };
}

/** Nothing is known: every record is to be looked at. */
export const UNKNOWN: Condition = atMost(EVERYTHING);

export function allOf(conditions: readonly Condition[]): Condition {
  return {
    upper: every(conditions.map(({ upper }) => upper)),
    lower: every(conditions.map(({ lower }) => lower)),
    unless: together(conditions),
  };
}

export function anyOf(conditions: readonly Condition[]): Condition {
  return {
    upper: some(conditions.map(({ upper }) => upper)),
    lower: some(conditions.map(({ lower }) => lower)),
    unless: together(conditions),
  };
}

export function noneOf({ upper, lower, unless }: Condition): Condition {
  return { upper: opposite(lower), lower: opposite(upper), unless };
}

/** Queries that must all match. */
export function every(queries: readonly Dsl[]): Dsl {
  const needed = queries.filter((query) => query !== EVERYTHING);
  if (needed.includes(NOTHING)) return NOTHING;
  const [only] = needed;
  if (only === undefined) return EVERYTHING;
  return needed.length === 1 ? only : { bool: { filter: needed } };
}

/** Queries of which one must match. */
export function some(queries: readonly Dsl[]): Dsl {
  const possible = queries.filter((query) => query !== NOTHING);
  if (possible.includes(EVERYTHING)) return EVERYTHING;
  const [only] = possible;
  if (only === undefined) return NOTHING;
  return possible.length === 1 ? only : { bool: { should: possible, minimum_should_match: 1 } };
}

function opposite(query: Dsl): Dsl {
  if (query === EVERYTHING) return NOTHING;
  return query === NOTHING ? EVERYTHING : { bool: { must_not: [query] } };
}

function together(conditions: readonly Condition[]): readonly Dsl[] | undefined {
  const all: Dsl[] = [];
  for (const { unless } of conditions) {
    if (unless === undefined) return undefined;
    all.push(...unless);
  }
  return all;
}

/** Elasticsearch refuses queries that are nested deeper than 30, or have more than some thousand clauses. */
const MAX_DEPTH = 20;
const MAX_CLAUSES = 900;

/** Whether a condition is small enough to be asked. */
export function isAskable({ upper, lower, unless = [] }: Condition): boolean {
  return [upper, lower, some(unless)].every((query) => depthOf(query) <= MAX_DEPTH && clausesOf(query) <= MAX_CLAUSES);
}

function partsOf({ bool }: Dsl): readonly Dsl[] {
  return Object.values((bool ?? {}) as Readonly<Record<string, unknown>>).flatMap((part) =>
    Array.isArray(part) ? (part as Dsl[]) : [],
  );
}

function depthOf(query: Dsl): number {
  return partsOf(query).reduce((deepest, part) => Math.max(deepest, depthOf(part) + 1), 0);
}

function clausesOf(query: Dsl): number {
  return partsOf(query).reduce((sum, part) => sum + clausesOf(part), 1);
}
