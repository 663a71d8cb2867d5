import { createHash } from 'node:crypto';
import { quoted } from './columns.ts';
import { fixedSql, type Sql } from './sql.ts';

/** The names of a store's tables, all in one schema. */
export interface Tables {
  readonly schema: string;
  /** The same as SQL takes it. */
  readonly schemaSql: Sql;
  readonly records: Sql;
  /** Ids whose record lies on another day than the id says. */
  readonly strays: Sql;
  readonly migrations: Sql;
  /** A number of its own for the schema, to lock by. */
  readonly lockKey: number;
  partition(suffix: string): Sql;
}

/** What an advisory lock is for; each schema has its own set of them. */
export const LOCKS = { migrate: 1, partition: 2, strays: 3, retain: 4 } as const;

export function tablesOf(schema: string): Tables {
  const inSchema = (name: string): Sql => fixedSql(`${quoted(schema)}.${quoted(name)}`);
  return {
    schema,
    schemaSql: fixedSql(quoted(schema)),
    records: inSchema('records'),
    strays: inSchema('stray_ids'),
    migrations: inSchema('migrations'),
    lockKey: createHash('sha256').update(`tailrace:${schema}`).digest().readInt32BE(0),
    partition: (suffix) => inSchema(`records_${suffix}`),
  };
}
