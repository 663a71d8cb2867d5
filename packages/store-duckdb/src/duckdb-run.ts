import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { TailraceError } from '@tailrace/core';
import type { Parameter, Statement } from './parameters.ts';

/** Runs a statement in a query process; an abort interrupts it. */
export async function runStatement(
  connection: DuckDBConnection,
  { sql, parameters }: Statement,
  signal: AbortSignal,
): Promise<(readonly DuckDBValue[])[]> {
  if (signal.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const reader = await connection.runAndReadAll(sql, parameters.map(valueOf), parameters.map(typeOf));
    if (signal.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
    return reader.getRows();
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Whole numbers are bound as such, for a time is compared with a column of the same type. */
function typeOf(value: Parameter): DuckDBType {
  if (typeof value === 'string') return VARCHAR;
  if (typeof value === 'boolean') return BOOLEAN;
  return Number.isSafeInteger(value) ? BIGINT : DOUBLE;
}

function valueOf(value: Parameter): DuckDBValue {
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** Whether a statement failed because it needs more memory than it may use. DuckDB tells errors apart by words only. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /out of memory|failed to allocate/i.test(error.message);
}
