/** Every reason for which a record may end without arriving; each is counted and visible. */
export const DROP_REASONS = [
  /** A filter function answered `undefined`. */
  'filtered',
  'below_level',
  'sampled_out',
  'rate_limited',
  'duplicate',
  'over_budget',
  'not_released',
  /** The queue was full and the policy is to drop the newest, the oldest, or below a severity. */
  'queue_full',
  /** The spool's quota of bytes or age was reached. */
  'spool_full',
  'spool_expired',
  /** The spool could not be written: full disk, input/output error. */
  'spool_failed',
  /** Found damaged in the spool at start. */
  'spool_damaged',
  /** The destination refused the record and the dead-letter file could not be written, or is switched off. */
  'refused',
  /** Written to the dead-letter file with the destination's reason. */
  'dead_lettered',
  'oversize',
  /** Tried as often as the retry settings allow, and there is no spool to keep it in. */
  'retries_exhausted',
  /** The process ended before delivery, and the chosen durability was `memory`. */
  'exit',
  /** The transport was already ended. */
  'closed',
  /** The record could not be made into an entry. */
  'unformattable',
] as const;

/** One of {@link DROP_REASONS}: a closed union. */
export type DropReason = (typeof DROP_REASONS)[number];
