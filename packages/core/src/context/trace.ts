import { currentContext, runInExactContext } from './context.ts';
import type { Context } from './context-fields.ts';
import { newSpanId, newTraceId } from './trace-id.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import { formatTracestate, parseTracestate } from './tracestate.ts';

/** Headers as `node:http`, `fetch` and most frameworks hold them. */
export type IncomingHeaders =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The fields of a context that say which trace it belongs to. */
export type TraceContext = Pick<Context, 'traceId' | 'spanId' | 'parentSpanId' | 'traceFlags' | 'traceState'>;

/** Begins a trace: fresh ids, sampled. */
export function newTrace(): TraceContext {
  return { traceId: newTraceId(), spanId: newSpanId(), traceFlags: 1 };
}

/** Begins a span within the current trace, or a trace where there is none. */
export function newSpan(): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = currentContext();
  if (traceId === undefined) return newTrace();
  return {
    traceId,
    spanId: newSpanId(),
    ...(spanId !== undefined && { parentSpanId: spanId }),
    traceFlags: traceFlags ?? 1,
    ...(traceState !== undefined && { traceState }),
  };
}

/** Runs a function in a trace; whatever trace the current context has is replaced whole. */
export function runInTrace<T>(trace: TraceContext, run: () => T): T {
  return runInExactContext(inTrace(currentContext(), trace), run);
}

/** A context with its trace replaced whole, so that ids of two traces never mix. */
export function inTrace(context: Context, trace: TraceContext): Context {
  const { traceId: _1, spanId: _2, parentSpanId: _3, traceFlags: _4, traceState: _5, ...rest } = context;
  return { ...rest, ...trace };
}

/**
 * The headers that carry the current trace to whom we call: `traceparent`, and `tracestate` where there is one; empty
 * where there is no trace.
 *
 * @example
 * socket.send(JSON.stringify({ headers: traceHeaders(), job }));
 */
export function traceHeaders(context: Context = currentContext()): Record<string, string> {
  const { traceId, spanId, traceFlags, traceState } = context;
  if (traceId === undefined) return {};
  const traceparent = formatTraceparent({ traceId, spanId: spanId ?? newSpanId(), traceFlags: traceFlags ?? 1 });
  return traceState === undefined ? { traceparent } : { traceparent, tracestate: traceState };
}

/** Answers the trace that headers carry, with a span of our own in it; a new trace where they carry none. */
export function incomingTrace(headers: IncomingHeaders): TraceContext {
  const traceparent = headerOf(headers, 'traceparent');
  const parent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  if (parent === undefined) return newTrace();
  const tracestate = headerOf(headers, 'tracestate');
  const entries = tracestate === undefined ? undefined : parseTracestate(tracestate);
  return {
    traceId: parent.traceId,
    spanId: newSpanId(),
    parentSpanId: parent.spanId,
    traceFlags: parent.traceFlags,
    ...(entries !== undefined && entries.length > 0 && { traceState: formatTracestate(entries) }),
  };
}

/**
 * Runs a function in the trace that headers carry, or in a new one; answers what the function answers.
 *
 * @example
 * consumer.on('message', (message) => withIncomingTrace(message.headers, () => handle(message)));
 */
export function withIncomingTrace<T>(headers: IncomingHeaders, run: () => T): T {
  return runInTrace(incomingTrace(headers), run);
}

/** A `traceparent` that comes twice is not valid; a `tracestate` that comes twice is one list. */
function headerOf(headers: IncomingHeaders, name: 'traceparent' | 'tracestate'): string | undefined {
  if (typeof headers['get'] === 'function')
    return (headers as { get(name: string): string | null }).get(name) ?? undefined;
  const plain = headers as Readonly<Record<string, string | readonly string[] | undefined>>;
  const value = plain[name] ?? plain[Object.keys(plain).find((key) => key.toLowerCase() === name) ?? ''];
  return typeof value === 'string' ? value : value?.join(',');
}
