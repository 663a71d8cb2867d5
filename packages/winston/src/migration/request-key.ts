import { currentContext } from '@tailrace/core/runtime';

/** One call of a logger, as what decides about it sees it. */
export interface DualCall {
  /** The logger's name, where it has one. */
  readonly logger: string | undefined;
  readonly level: string;
  /** What the method was called with. */
  readonly parameters: readonly unknown[];
  /** The metadata of the child loggers around it, the innermost first. */
  readonly metas: readonly unknown[];
}

/** Fields that name a request, in the order in which they are looked for. */
const REQUEST_FIELDS = [
  'traceId',
  'trace_id',
  'requestId',
  'request_id',
  'reqId',
  'correlationId',
  'correlation_id',
] as const;

/**
 * Answers what names the request that a call belongs to: the trace of the active span or of the context, the outermost
 * correlated piece of work, else a field such as `requestId` in the call or in the metadata of its child loggers.
 */
export function requestKey(call: DualCall): string | undefined {
  const { traceId, correlationId, outerCorrelations } = currentContext();
  return traceId ?? outerCorrelations?.[0] ?? correlationId ?? fieldOf(call, REQUEST_FIELDS);
}

/** The first of several fields that is found as text in what a call was given, or in its children's metadata. */
export function fieldOf(call: Pick<DualCall, 'parameters' | 'metas'>, names: readonly string[]): string | undefined {
  for (const value of [...call.parameters, ...call.metas]) {
    if (typeof value !== 'object' || value === null) continue;
    for (const name of names) {
      const found = (value as Record<string, unknown>)[name];
      if (typeof found === 'string' && found !== '') return found;
      if (typeof found === 'number') return String(found);
    }
  }
  return undefined;
}
