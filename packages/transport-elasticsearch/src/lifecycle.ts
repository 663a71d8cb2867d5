/** How long a data stream writes into one index, and when its indexes are deleted. */
export interface ElasticsearchLifecycle {
  /** A new index is begun after this time; 30 by default. */
  readonly rolloverDays?: number;
  /** A new index is begun when a primary shard has this size; 50 GiB by default. */
  readonly rolloverBytes?: number;
  /** An index is deleted this long after it was rolled over; never by default. */
  readonly deleteAfterDays?: number;
}

const DEFAULT_ROLLOVER_DAYS = 30;
const DEFAULT_ROLLOVER_BYTES = 50 * 1024 ** 3;

/** The body of `PUT _ilm/policy/NAME`. */
export interface LifecyclePolicy {
  readonly policy: {
    readonly phases: Readonly<Record<string, { readonly min_age?: string; readonly actions: object }>>;
    readonly _meta: Readonly<Record<string, unknown>>;
  };
}

/** Makes the policy of index lifecycle management that a lifecycle asks for. */
export function lifecyclePolicy(lifecycle: ElasticsearchLifecycle): LifecyclePolicy {
  const { rolloverDays = DEFAULT_ROLLOVER_DAYS, rolloverBytes = DEFAULT_ROLLOVER_BYTES, deleteAfterDays } = lifecycle;
  const rollover = { max_age: `${rolloverDays}d`, max_primary_shard_size: `${rolloverBytes}b` };
  return {
    policy: {
      phases: {
        hot: { actions: { rollover } },
        ...(deleteAfterDays !== undefined && { delete: { min_age: `${deleteAfterDays}d`, actions: { delete: {} } } }),
      },
      _meta: { managed_by: 'tailrace' },
    },
  };
}
