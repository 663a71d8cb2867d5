/** What stands in a range query. */
export interface Range {
  readonly gt?: string | number;
  readonly gte?: string | number;
  readonly lt?: string | number;
  readonly lte?: string | number;
}

/** A range with the bound of one side replaced; filters have one bound on a side. */
export function boundedRange(range: Range, operator: '<' | '<=' | '>' | '>=', edge: string | number): Range {
  const { gt, gte, lt, lte } = range;
  if (operator === '<' || operator === '<=') {
    const lower = { ...(gt !== undefined && { gt }), ...(gte !== undefined && { gte }) };
    return { ...lower, ...(operator === '<' ? { lt: edge } : { lte: edge }) };
  }
  const upper = { ...(lt !== undefined && { lt }), ...(lte !== undefined && { lte }) };
  return { ...upper, ...(operator === '>' ? { gt: edge } : { gte: edge }) };
}
