import { createChain, type DiagnosticsEvent, type FilterChain } from '@tailrace/core/runtime';
import type { SinkTransportOptions } from './sink-transport-options.ts';

/** Reports that are no bad news. */
const GOOD_NEWS: ReadonlySet<string> = new Set([
  'breaker.closed',
  'spool.adopted',
  'transport.closed',
  'batch.retried',
]);

/** Whether a report is nothing that anybody has to be warned of. */
export function isGoodNews({ name }: DiagnosticsEvent): boolean {
  return GOOD_NEWS.has(name);
}

/** The name of a transport that is given none. */
export function nameFrom(owner: string): string {
  return owner.replace(/Transport$/, '').toLowerCase() || 'transport';
}

/** The chain of a transport's filters. */
export function chainOf(
  { filter }: SinkTransportOptions,
  chainOptions: Parameters<typeof createChain>[1],
): FilterChain | undefined {
  if (filter === undefined) return undefined;
  if (!Array.isArray(filter) && typeof filter === 'object' && 'connect' in filter) return filter;
  return createChain(Array.isArray(filter) ? filter : [filter], chainOptions);
}
