import { processRegistry } from '../process/registry.ts';
import type { Context } from './context-fields.ts';
import { activeSpan } from './open-telemetry.ts';

const EMPTY: Context = {};

/** Answers the context of the work that is running now; OpenTelemetry's active span wins over our own. */
export function currentContext(): Context {
  return activeContext() ?? EMPTY;
}

let contextStorage: ReturnType<typeof processRegistry>['storage'] | undefined;

/** Answers what {@link currentContext} does, but `undefined` where there is none: cheap enough for every line. */
export function activeContext(): Context | undefined {
  contextStorage ??= processRegistry().storage;
  const own = contextStorage.getStore();
  const span = activeSpan();
  return span === undefined ? own : { ...own, ...span };
}

/**
 * Runs a function in the current context with fields laid over it, and answers what the function answers.
 *
 * Attributes are merged; every other field replaces its namesake.
 *
 * @example
 * runInContext({ attributes: { tenant: 'acme' } }, () => handle(request));
 */
export function runInContext<T>(fields: Context, run: () => T): T {
  return processRegistry().storage.run(overlay(fields), run);
}

/** Runs a function in exactly this context, whatever the current one is. */
export function runInExactContext<T>(context: Context, run: () => T): T {
  return processRegistry().storage.run(context, run);
}

/** Enters exactly this context for the rest of the current synchronous execution and all that it starts. */
export function enterExactContext(context: Context): void {
  processRegistry().storage.enterWith(context);
}

/** Enters a context for the rest of the current synchronous execution and all that it starts. */
export function enterContext(fields: Context): void {
  processRegistry().storage.enterWith(overlay(fields));
}

/** Binds a function to the current context, wherever it will be called from: for callbacks kept in queues and pools. */
export function bind<This, Arguments extends unknown[], Answer>(
  callback: (this: This, ...args: Arguments) => Answer,
): (this: This, ...args: Arguments) => Answer {
  const { storage } = processRegistry();
  const context = currentContext();
  return function bound(this: This, ...args: Arguments): Answer {
    return storage.run(context, () => callback.apply(this, args));
  };
}

function overlay(fields: Context): Context {
  const outer = currentContext();
  if (outer.attributes === undefined || fields.attributes === undefined) return { ...outer, ...fields };
  return { ...outer, ...fields, attributes: { ...outer.attributes, ...fields.attributes } };
}
