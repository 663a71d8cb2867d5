import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { TailraceError } from '@tailrace/core';
import type { Statement } from './parameters.ts';

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
    const reader = await connection.runAndReadAll(sql, [...parameters]);
    if (signal.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
    return reader.getRows();
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
