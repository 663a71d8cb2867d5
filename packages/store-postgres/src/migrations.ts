import { ARRIVED_COLUMN, quoted, RAW_COLUMN, RECORD_COLUMNS, TERMS_COLUMN } from './columns.ts';
import { INDEXED } from './prefilter.ts';
import { fixedSql, joinSql, sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';

/** What a migration may make use of. */
export interface Surroundings {
  /** The class of operators for trigrams, where the extension pg_trgm is there. */
  readonly trigrams?: Sql;
}

/** One step from a version of the tables to the next. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Run in one transaction, in order. */
  readonly statements: (tables: Tables, surroundings: Surroundings) => readonly Sql[];
}

const NEEDED = new Set(['id', 'timestamp', 'level', 'severity', 'message']);
const PARTITIONED = fixedSql(quoted('timestamp'));
const INDEX_PARTS = { raw: fixedSql(quoted(RAW_COLUMN)), timeAndId: fixedSql('"timestamp", "id"') };

/** Every version of the tables, the oldest first. What stands here is never changed; a change is another migration. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'records by day, ids that are not at home, look-up indexes',
    statements: (tables, { trigrams }) => [
      sql`CREATE TABLE ${tables.records} (${recordColumns()}) PARTITION BY RANGE (${PARTITIONED})`,
      sql`CREATE INDEX records_time ON ${tables.records} (${INDEX_PARTS.timeAndId})`,
      sql`CREATE INDEX records_severe ON ${tables.records} (${INDEX_PARTS.timeAndId}) WHERE ${INDEXED.severe}`,
      sql`CREATE INDEX records_terms ON ${tables.records} USING gin (${INDEXED.terms})`,
      sql`CREATE INDEX records_arrived ON ${tables.records} USING brin (${INDEXED.arrived})`,
      sql`CREATE INDEX records_raw ON ${tables.records} (${PARTITIONED}) WHERE ${INDEX_PARTS.raw} IS NOT NULL`,
      ...(trigrams === undefined
        ? []
        : [sql`CREATE INDEX records_words ON ${tables.records} USING gin ((${INDEXED.words}) ${trigrams})`]),
      sql`CREATE TABLE ${tables.strays} (
        "id" text COLLATE "C" PRIMARY KEY, "timestamp" timestamptz NOT NULL, "has_home" boolean NOT NULL)`,
      sql`CREATE INDEX stray_ids_with_home ON ${tables.strays} ("id") WHERE "has_home"`,
      sql`CREATE INDEX stray_ids_folded ON ${tables.strays} ((${INDEXED.strayIds}))`,
      sql`CREATE INDEX stray_ids_time ON ${tables.strays} USING brin ("timestamp")`,
    ],
  },
];

/** Texts are compared byte by byte: ids in the order of their code points, the rest with a case of our own. */
function recordColumns(): Sql {
  const own = Object.entries(RECORD_COLUMNS).map(([name, type]) => {
    const collation = type === 'text' ? ' COLLATE "C"' : '';
    return fixedSql(`${quoted(name)} ${type}${collation}${NEEDED.has(name) ? ' NOT NULL' : ''}`);
  });
  return joinSql(
    [
      ...own,
      fixedSql(`${quoted(RAW_COLUMN)} text`),
      fixedSql(`${quoted(TERMS_COLUMN)} int4[] NOT NULL`),
      fixedSql(`${quoted(ARRIVED_COLUMN)} timestamptz NOT NULL DEFAULT now()`),
    ],
    ', ',
  );
}
