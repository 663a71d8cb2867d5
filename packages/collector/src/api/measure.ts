import type { RouteHandler } from '../routes.ts';
import type { Services } from '../services.ts';
import { codeOf } from './failure.ts';

/** Wraps a handler so that its time and its failures are counted under a route's name. */
export function measure({ metrics, clock }: Services, name: string, handler: RouteHandler): RouteHandler {
  return async (request, reply, caller) => {
    const started = clock.monotonic();
    try {
      return await handler(request, reply, caller);
    } catch (error) {
      metrics.add('tailrace_query_failures_total', 1, codeOf(error));
      throw error;
    } finally {
      metrics.observe('tailrace_query_duration_seconds', (clock.monotonic() - started) / 1000, name);
    }
  };
}
