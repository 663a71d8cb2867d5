/** What records inherit from the work they are written in; carried across async calls and timers [B3]. */
export interface Context {
  /** 32 lower-case hex digits (W3C). */
  readonly traceId?: string;
  /** 16 lower-case hex digits (W3C). */
  readonly spanId?: string;
  /** The span this work was called from, where it is known. */
  readonly parentSpanId?: string;
  readonly traceFlags?: number;
  /** W3C `tracestate`, passed on as it came. */
  readonly traceState?: string;
  /** Names a piece of work that belongs together, within a trace or across several. */
  readonly correlationId?: string;
  /** The pieces of work around this one, innermost last. */
  readonly outerCorrelations?: readonly string[];
  /** Put under the attributes of every record; the record's own win. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}
