import type { VerifyAnswer } from '@tailrace/store';
import { partitionNames, textOf } from './partitions.ts';
import { columnList, READ_COLUMNS } from './columns.ts';
import type { Session } from './session.ts';
import { fixedSql, sql } from './sql.ts';
import type { Tables } from './tables.ts';
import { recordOfRow } from './wire-row.ts';

const PART = 2000;

/**
 * Reads every record, and looks whether the tables say the same of each other: whether an id is there twice, whether
 * each id away from home has its record, and whether all indexes are sound.
 */
export async function verifyTables(session: Session, tables: Tables): Promise<VerifyAnswer> {
  const problems: { file: string; reason: string }[] = [];
  let checked = 0;
  for (const name of await partitionNames(session, tables)) {
    const { records, unreadable } = await readPartition(session, tables, name);
    checked += records;
    for (const reason of unreadable) problems.push({ file: `records_${name}`, reason });
  }
  for (const reason of await contradictions(session, tables)) problems.push({ file: 'stray_ids', reason });
  for (const file of await invalidIndexes(session, tables)) {
    problems.push({ file, reason: 'The index is not valid: REINDEX it.' });
  }
  return { ok: problems.length === 0, checked, problems };
}

async function readPartition(
  session: Session,
  tables: Tables,
  name: string,
): Promise<{ readonly records: number; readonly unreadable: readonly string[] }> {
  const unreadable: string[] = [];
  let records = 0;
  await session.ask(
    sql`DECLARE tailrace_check NO SCROLL CURSOR FOR SELECT ${columnList(READ_COLUMNS)} FROM ${tables.partition(name)}`,
  );
  for (let rows = await next(session); rows.length > 0; rows = await next(session)) {
    for (const row of rows) {
      records += 1;
      try {
        if (recordOfRow(row).id !== row[0]) unreadable.push(`The record ${row[0]} has another id within.`);
      } catch (error) {
        unreadable.push(`The record ${row[0]} cannot be read: ${(error as Error).message}`);
      }
    }
  }
  await session.ask(fixedSql('CLOSE tailrace_check'));
  return { records, unreadable };
}

function next(session: Session): ReturnType<Session['ask']> {
  return session.ask(fixedSql(`FETCH FORWARD ${PART} FROM tailrace_check`));
}

async function contradictions(session: Session, tables: Tables): Promise<readonly string[]> {
  const twice = await session.ask(
    sql`SELECT "id" FROM ${tables.records} GROUP BY "id" HAVING count(*) > 1 ORDER BY 1 LIMIT 100`,
  );
  const without = await session.ask(
    sql`SELECT s."id" FROM ${tables.strays} s WHERE NOT EXISTS (
      SELECT FROM ${tables.records} r WHERE r."id" = s."id" AND r."timestamp" = s."timestamp") ORDER BY 1 LIMIT 100`,
  );
  return [
    ...twice.map(([id]) => `The id ${id} is there more than once.`),
    ...without.map(([id]) => `The id ${id} is noted, but its record is not there.`),
  ];
}

async function invalidIndexes(session: Session, tables: Tables): Promise<readonly string[]> {
  const rows = await session.ask(
    sql`SELECT c.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
      WHERE NOT x.indisvalid AND x.indrelid IN (
        SELECT inhrelid FROM pg_inherits WHERE inhparent = ${textOf(tables.records)}::regclass)`,
  );
  return rows.flatMap(([name]) => name ?? []);
}
