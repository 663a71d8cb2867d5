import { FALSE, joinSql, sql, type Sql, TRUE } from './sql.ts';

/**
 * A condition between two bounds: `sure` holds for no record that the query does not match, `may` for every record
 * that it does. They are one and the same where SQL can tell exactly; neither is ever NULL.
 */
export interface Truth {
  readonly sure: Sql;
  readonly may: Sql;
}

export function exactly(condition: Sql): Truth {
  return { sure: condition, may: condition };
}

export function isExact({ sure, may }: Truth): boolean {
  return sure === may;
}

export const ALWAYS: Truth = exactly(TRUE);
export const NEVER: Truth = exactly(FALSE);
/** SQL cannot tell: each record has to be looked at. */
export const UNSURE: Truth = { sure: FALSE, may: TRUE };

export function not(truth: Truth): Truth {
  return derive(
    [truth],
    ([inner = FALSE]) => (inner === TRUE ? FALSE : inner === FALSE ? TRUE : sql`(NOT ${inner})`),
    true,
  );
}

export function allOf(truths: readonly Truth[]): Truth {
  return derive(truths, (parts) => {
    const needed = parts.filter((part) => part !== TRUE);
    if (needed.includes(FALSE)) return FALSE;
    return needed.length === 0 ? TRUE : sql`(${joinSql(needed, ' AND ')})`;
  });
}

export function anyOf(truths: readonly Truth[]): Truth {
  return derive(truths, (parts) => {
    const needed = parts.filter((part) => part !== FALSE);
    if (needed.includes(TRUE)) return TRUE;
    return needed.length === 0 ? FALSE : sql`(${joinSql(needed, ' OR ')})`;
  });
}

/** Makes a condition of others, bound by bound; exact where all of them are. */
export function derive(truths: readonly Truth[], make: (conditions: readonly Sql[]) => Sql, isOpposite = false): Truth {
  if (truths.every(isExact)) return exactly(make(truths.map(({ sure }) => sure)));
  const sure = make(truths.map((truth) => (isOpposite ? truth.may : truth.sure)));
  const may = make(truths.map((truth) => (isOpposite ? truth.sure : truth.may)));
  return { sure, may };
}
