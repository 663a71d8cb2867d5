/** Records before or after one that `context` takes at the most. */
export const MAX_CONTEXT_SIDE = 1000;

/** The pipes that are no statistic, for completion and for words about a wrong name. */
export const PIPE_NAMES = [
  'stats',
  'top',
  'by',
  'bin',
  'sort',
  'limit',
  'fields',
  'rename',
  'patterns',
  'context',
  'join-trace',
] as const;
