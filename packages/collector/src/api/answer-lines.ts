import type { TableAnswer } from '@tailrace/query';
import type { QueryOptions, Store } from '@tailrace/store';
import type { Question } from './question.ts';

/** Lines go out in pieces of about this many characters. */
const PIECE_LENGTH = 32 * 1024;

/** Answers a question as NDJSON, in pieces of many lines: records as they come, a table as one object a row. */
export async function* answerLines(
  store: Store,
  { query, asked }: Question,
  options: QueryOptions,
): AsyncGenerator<string, undefined> {
  if (query.pipes.length === 0) {
    yield* inPieces(store.stream(asked, options));
    return undefined;
  }
  const answer = await store.query(asked, options);
  yield* inPieces(answer.kind === 'records' ? answer.records : rowObjects(answer));
  return undefined;
}

async function* inPieces(items: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let piece = '';
  for await (const item of items) {
    piece += `${JSON.stringify(item)}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function* rowObjects({ columns, rows }: TableAnswer): Generator<Record<string, unknown>> {
  for (const row of rows) yield Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]));
}
