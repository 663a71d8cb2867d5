import { newRecordId } from '../record/identity.ts';
import { currentContext, enterExactContext, runInExactContext } from './context.ts';
import type { Context } from './context-fields.ts';
import { disposeSymbol } from './dispose-symbol.ts';

/** A correlated piece of work that ends when it goes out of scope. */
export interface CorrelationScope extends Disposable {
  readonly id: string;
}

/**
 * Runs a function as a correlated piece of work: every record written in it, however deep and however late, carries
 * the id as the attribute `correlation_id` [E9]. Answers what the function answers.
 *
 * @param id - A fresh id by default.
 * @example
 * await correlate(order.id, () => processOrder(order));
 */
export function correlate<T>(id: string | undefined, run: (id: string) => T): T {
  const ownId = id ?? newRecordId();
  return runInExactContext(begun(currentContext(), ownId), () => run(ownId));
}

/**
 * Begins a correlated piece of work for the rest of the current execution and all that it starts; answers its id.
 * Pieces nest. {@link correlate} is to be preferred where the work is one function.
 */
export function startCorrelation(id: string = newRecordId()): string {
  enterExactContext(begun(currentContext(), id));
  return id;
}

/** Ends a piece of work and those begun within it; an id that is not under way changes nothing. */
export function endCorrelation(id: string): void {
  enterExactContext(ended(currentContext(), id));
}

/**
 * Begins a correlated piece of work that ends with the block.
 *
 * @example
 * using work = correlation();
 * logger.info('part of it');
 */
export function correlation(id?: string): CorrelationScope {
  const ownId = startCorrelation(id);
  return { id: ownId, [disposeSymbol]: () => endCorrelation(ownId) };
}

function begun(context: Context, id: string): Context {
  const { correlationId, outerCorrelations = [] } = context;
  if (correlationId === undefined) return { ...context, correlationId: id };
  return { ...context, correlationId: id, outerCorrelations: [...outerCorrelations, correlationId] };
}

function ended(context: Context, id: string): Context {
  const { correlationId, outerCorrelations = [], ...rest } = context;
  const stack = correlationId === undefined ? [] : [...outerCorrelations, correlationId];
  const index = stack.lastIndexOf(id);
  if (index === -1) return context;
  const left = stack.slice(0, index);
  const innermost = left.pop();
  if (innermost === undefined) return rest;
  return { ...rest, correlationId: innermost, ...(left.length > 0 && { outerCorrelations: left }) };
}
