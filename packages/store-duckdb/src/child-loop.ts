import { type ErrorCode, TailraceError } from '@tailrace/core';
import type { FromChild, ToChild } from './child.ts';
import { isOutOfMemory } from './duckdb-run.ts';

/** One operation of a child process. */
export type Operation = (input: never, signal: AbortSignal) => Promise<unknown>;

/** What the parent handed over at the start. */
export function childSettings(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Answers the parent's calls until it is gone; then the process ends at once, whatever runs. */
export function serveParent(operations: Readonly<Record<string, Operation>>): void {
  const running = new Map<number, AbortController>();
  process.on('disconnect', () => process.exit(0));
  // The terminal's signals reach the whole group; the parent decides when its children end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('message', (message: ToChild) => {
    if (message.type === 'cancel') {
      running.get(message.call)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(message.call, controller);
    void answer(operations, message, controller.signal).then((reply) => {
      running.delete(message.call);
      process.send?.(reply);
    });
  });
}

async function answer(
  operations: Readonly<Record<string, Operation>>,
  message: Extract<ToChild, { type: 'call' }>,
  signal: AbortSignal,
): Promise<FromChild> {
  const { call } = message;
  try {
    const operation = operations[message.operation];
    if (operation === undefined) throw new Error(`There is no operation ${message.operation}.`);
    return { type: 'answer', call, output: await operation(message.input as never, signal) };
  } catch (error) {
    return { type: 'failure', call, ...describe(error, signal) };
  }
}

/** DuckDB tells errors apart by words only. */
function describe(error: unknown, signal: AbortSignal): { code: ErrorCode | 'gone'; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted || /INTERRUPT/.test(message))
    return { code: 'TAILRACE_QUERY_CANCELLED', message: 'The query was cancelled.' };
  if (error instanceof TailraceError) return { code: error.code, message };
  if (isOutOfMemory(error)) return { code: 'TAILRACE_QUERY_LIMIT', message: memoryWords(message) };
  if (/no files found|no such file|cannot open file/i.test(message)) return { code: 'gone', message };
  return { code: 'TAILRACE_STORE_FAILED', message };
}

function memoryWords(message: string): string {
  return `The query needs more memory than one may use; narrow its time or its groups. (${message.split('\n')[0]})`;
}
