import { safeStringify } from '../formatter/safe-json.ts';
import { currentContext, runInExactContext } from './context.ts';
import type { Context } from './context-fields.ts';

/** A context as plain data that survives `postMessage`, `process.send` and JSON. */
export interface ContextMessage {
  readonly tailraceContext: 1;
  readonly context: Context;
}

/**
 * Answers the current context as a message for a worker thread or a child process.
 *
 * @example
 * worker.postMessage({ job, context: contextMessage() });
 */
export function contextMessage(): ContextMessage {
  const { attributes, ...rest } = currentContext();
  if (attributes === undefined) return { tailraceContext: 1, context: rest };
  const plain = JSON.parse(safeStringify(attributes).json) as Record<string, unknown>;
  return { tailraceContext: 1, context: { ...rest, attributes: plain } };
}

/**
 * Runs a function in the context that a message carries; where it carries none, in the current one.
 *
 * @example
 * parentPort.on('message', ({ job, context }) => runWithMessage(context, () => handle(job)));
 */
export function runWithMessage<T>(message: unknown, run: () => T): T {
  const { tailraceContext, context } = (message ?? {}) as Partial<ContextMessage>;
  return tailraceContext === 1 && typeof context === 'object' ? runInExactContext(context, run) : run();
}
