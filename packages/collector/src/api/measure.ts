import type { RouteHandler } from '../routes.ts';
import type { Services } from '../services.ts';
import { codeOf } from './failure.ts';

/** Wraps a handler of a question: it takes a turn, and its time and its failures are counted under a route's name. */
export function measure({ metrics, clock, turns }: Services, name: string, handler: RouteHandler): RouteHandler {
  return async (request, reply, caller) => {
    const started = clock.monotonic();
    try {
      turns.take(caller, reply);
      return await handler(request, reply, caller);
    } catch (error) {
      metrics.add('tailrace_query_failures_total', 1, codeOf(error));
      throw error;
    } finally {
      metrics.observe('tailrace_query_duration_seconds', (clock.monotonic() - started) / 1000, name);
    }
  };
}
