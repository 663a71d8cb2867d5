/** Fields at the top with an index of their own: no tokens say what they hold, but for texts that case changes. */
export const MAPPED_TEXTS: ReadonlySet<string> = new Set([
  'level',
  'service',
  'host',
  'logger',
  'kind',
  'trace_id',
  'span_id',
  'module',
  'function',
]);

export const MAPPED_INTEGERS: ReadonlySet<string> = new Set(['severity', 'process', 'thread', 'trace_flags', 'line']);

export const WEIGHT_FIELD = 'sample_rate';

/** What a record has that does not say so. */
export const DEFAULT_KIND = 'log';
export const DEFAULT_WEIGHT = 1;
