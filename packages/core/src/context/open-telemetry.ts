/** The parts of OpenTelemetry's API that are looked at, as its global registry holds them. */
interface OpenTelemetryApi {
  readonly context?: { active(): { getValue(key: symbol): unknown } };
}

interface SpanLike {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
}

// Both symbols are part of OpenTelemetry's own agreement between copies of its API: with them its active span is
// found whichever copy the application has, and without a dependency on any.
const API = Symbol.for('opentelemetry.js.api.1');
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');

/** Answers the ids of OpenTelemetry's active span; `undefined` where there is none, or no OpenTelemetry. */
export function activeSpan(): { traceId: string; spanId: string; traceFlags: number } | undefined {
  const api = (globalThis as { [API]?: OpenTelemetryApi })[API];
  if (api?.context === undefined) return undefined;
  try {
    const span = api.context.active().getValue(SPAN) as SpanLike | undefined;
    if (span === undefined) return undefined;
    const { traceId, spanId, traceFlags } = span.spanContext();
    return /[1-9a-f]/.test(traceId) ? { traceId, spanId, traceFlags } : undefined;
  } catch {
    return undefined;
  }
}
