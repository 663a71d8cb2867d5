/** Every reason for which a record may end without arriving, and what it says; docs are made from this table. */
export const DROP_REASON_MEANINGS = {
  filtered: 'A filter function answered `undefined`.',
  below_level: 'The level is below what was asked for.',
  sampled_out: 'Sampling left it out; what is kept carries its weight.',
  rate_limited: 'The rate limit was reached; a summary at the end of the window says how many.',
  duplicate: 'The same record came again within the window; the kept one counts the repeats.',
  over_budget: 'The budget of records was used up; what is kept carries its weight.',
  not_released: 'It was held back for an error that did not come.',
  queue_full: 'The queue was full, and the policy is to drop the newest, the oldest, or below a severity.',
  spool_full: "The spool's quota of bytes was reached.",
  spool_expired: "The spool's quota of age was reached.",
  spool_failed: 'The spool could not be written: full disk, input or output error.',
  spool_damaged: 'It was found damaged in the spool at start.',
  refused: 'The destination refused it, and the dead-letter file could not be written or is switched off.',
  dead_lettered: "It was written to the dead-letter file with the destination's reason.",
  oversize: 'It is larger than the destination takes, and could not be cut.',
  retries_exhausted: 'It was tried as often as the retry settings allow, and there is no spool to keep it in.',
  exit: 'The process ended before delivery, and the chosen durability was `memory`.',
  closed: 'The transport was already ended.',
  unformattable: 'It could not be made into an entry.',
} as const;

/** One of {@link DROP_REASON_MEANINGS}: a closed union. */
export type DropReason = keyof typeof DROP_REASON_MEANINGS;

/** Every drop reason by its word. */
export const DROP_REASONS: readonly DropReason[] = Object.keys(DROP_REASON_MEANINGS) as DropReason[];
