import { isSpanId, isTraceId } from './trace-id.ts';

/** What a W3C `traceparent` header says. */
export interface TraceParent {
  readonly traceId: string;
  /** The caller's span. */
  readonly spanId: string;
  /** Bit 0: sampled. Bit 1: the trace id is random. */
  readonly traceFlags: number;
}

const HEADER = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** The flags that version 00 knows; others must not be passed on. */
const KNOWN_FLAGS = 0b11;

/**
 * Reads a `traceparent` header; `undefined` where it is not valid, and a new trace is to be begun.
 *
 * As W3C Trace Context asks: lower-case hex only, no id all zero, version `ff` refused, nothing after version 00's
 * four parts, and of later versions the four parts that are known.
 */
export function parseTraceparent(header: string): TraceParent | undefined {
  const match = HEADER.exec(header.trim());
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (!isTraceId(traceId) || !isSpanId(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16) & KNOWN_FLAGS };
}

/** Writes a `traceparent` header of version 00. */
export function formatTraceparent(trace: TraceParent): string {
  const flags = (trace.traceFlags & KNOWN_FLAGS).toString(16).padStart(2, '0');
  return `00-${trace.traceId}-${trace.spanId}-${flags}`;
}
