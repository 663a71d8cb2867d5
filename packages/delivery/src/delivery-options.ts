import { checkOptions, type Clock, type OptionRules, knownSeverity, TailraceError } from '@tailrace/core/runtime';
import type { BatchLimits } from './queue.ts';
import type { Durability } from './receipt.ts';
import type { RetrySettings } from './retry.ts';
import type { Sink } from './sink.ts';

/** What happens to records that come when the queue is full; errors (severity ≥ 17) go last under each. */
export type Overflow = 'drop-newest' | 'drop-oldest' | { readonly dropBelow: string } | 'spill' | 'write-sync';

/** Where and how much a transport may keep on disk. */
export interface SpoolOptions {
  /** The folder of all spools; `TAILRACE_STATE_DIR`, else the XDG state folder. */
  readonly directory?: string;
  readonly maxBytes?: number;
  readonly maxAgeMillis?: number;
  readonly segmentBytes?: number;
}

/** Where and how much a transport may keep of what its destination refused. */
export interface DeadLetterOptions {
  /** The state folder; the spool's by default. */
  readonly directory?: string;
  /** What a file may grow to before the next is begun; 64 MiB by default. */
  readonly maxBytes?: number;
  /** How many full files are kept beside it; 4 by default. */
  readonly maxFiles?: number;
}

/** How records travel from the transport to its sink; the same for every transport. */
export interface DeliveryOptions {
  /** What an acknowledged record survives: nothing (`memory`, the default), the process, or the machine. */
  readonly durability?: Durability;
  /** Where records wait on disk; `false` for nowhere. On by default for sinks that cannot write at exit. */
  readonly spool?: SpoolOptions | false;
  /** Where refused records are kept with the reason; by default beside the spool, `false` for nowhere. */
  readonly deadLetters?: DeadLetterOptions | false;
  /** How much may wait in memory, in flight included: 10,000 records and 32 MiB by default. */
  readonly capacity?: { readonly records?: number; readonly bytes?: number };
  /** How much is sent at once: 500 records, 1 MiB, and nothing waits for others longer than 1,000 ms by default. */
  readonly batch?: { readonly records?: number; readonly bytes?: number; readonly ageMillis?: number };
  readonly retry?: Partial<RetrySettings>;
  /** Failures in a row after which one batch at a time tries the destination; 5 by default. */
  readonly breaker?: { readonly failures?: number };
  /** `write-sync` by default where the sink can, else `spill` where there is a spool, else `drop-oldest`. */
  readonly overflow?: Overflow;
  /** How long one send may take; 30,000 by default. */
  readonly timeoutMillis?: number;
  /** The most batches in flight, for sinks that are not ordered; 8 by default. */
  readonly concurrency?: number;
  /** How long `end()`, and a process that has nothing else to do, wait for the rest; 10,000 by default. */
  readonly endMillis?: number;
  /** Time; for tests. */
  readonly clock?: Clock;
  /** Answers a number from 0 to below 1 for the jitter; for tests. */
  readonly random?: () => number;
}

/** Delivery options with nothing left open. */
export interface DeliverySettings {
  readonly durability: Durability;
  readonly capacity: BatchLimits;
  readonly batch: BatchLimits & { readonly ageMillis: number };
  readonly retry: RetrySettings;
  readonly failuresToOpen: number;
  readonly overflow: Exclude<Overflow, object> | { readonly dropBelowSeverity: number };
  readonly timeoutMillis: number;
  readonly concurrency: number;
  readonly endMillis: number;
}

const count = { type: 'integer', min: 1 } as const;
const millis = { type: 'number', min: 0 } as const;
const object = { type: 'object' } as const;
const off = { type: 'object', oneOf: [false] } as const;

const RULES: OptionRules<DeliveryOptions> = {
  durability: { type: 'string', oneOf: ['memory', 'process', 'disk'] },
  spool: off,
  deadLetters: off,
  capacity: object,
  batch: object,
  retry: object,
  breaker: object,
  overflow: { type: 'object', oneOf: ['drop-newest', 'drop-oldest', 'spill', 'write-sync'] },
  timeoutMillis: { type: 'number', min: 1 },
  concurrency: count,
  endMillis: millis,
  clock: object,
  random: { type: 'function' },
};
const CAPACITY_RULES: OptionRules<NonNullable<DeliveryOptions['capacity']>> = { records: count, bytes: count };
const BATCH_RULES: OptionRules<NonNullable<DeliveryOptions['batch']>> = {
  records: count,
  bytes: count,
  ageMillis: millis,
};
const RETRY_RULES: OptionRules<RetrySettings> = {
  minMillis: { type: 'number', min: 1 },
  maxMillis: { type: 'number', min: 1 },
  attempts: count,
  faultAttempts: count,
  maxRetryAfterMillis: millis,
};
const SPOOL_RULES: OptionRules<SpoolOptions> = {
  directory: { type: 'string' },
  maxBytes: count,
  maxAgeMillis: { type: 'number', min: 1 },
  segmentBytes: count,
};

const DEAD_LETTER_RULES: OptionRules<DeadLetterOptions> = {
  directory: { type: 'string' },
  maxBytes: count,
  maxFiles: { type: 'integer', min: 0 },
};

/**
 * Checks delivery options and fills in what is left open.
 *
 * @throws TailraceError As {@link checkOptions}, and `TAILRACE_BAD_OPTION` for options that contradict each other or
 *   the sink.
 */
export function deliverySettings(owner: string, options: DeliveryOptions, sink: Sink): DeliverySettings {
  const at = `${owner} delivery`;
  checkOptions(at, options, RULES);
  checkOptions(`${at}.capacity`, options.capacity ?? {}, CAPACITY_RULES);
  checkOptions(`${at}.batch`, options.batch ?? {}, BATCH_RULES);
  checkOptions(`${at}.retry`, options.retry ?? {}, RETRY_RULES);
  checkOptions(`${at}.breaker`, options.breaker ?? {}, { failures: count });
  checkOptions(`${at}.spool`, options.spool || {}, SPOOL_RULES);
  checkOptions(`${at}.deadLetters`, options.deadLetters || {}, DEAD_LETTER_RULES);
  const durability = options.durability ?? 'memory';
  if (durability !== 'memory' && options.spool === false && sink.traits.keeps !== true) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `${at}: durability '${durability}' needs a spool.`);
  }
  return {
    durability,
    capacity: { records: 10_000, bytes: 32 * 1024 * 1024, ...given(options.capacity) },
    batch: batchSettings(options, sink),
    retry: {
      minMillis: 500,
      maxMillis: 30_000,
      attempts: Number.POSITIVE_INFINITY,
      faultAttempts: 3,
      maxRetryAfterMillis: 300_000,
      ...given(options.retry),
    },
    failuresToOpen: options.breaker?.failures ?? 5,
    overflow: overflowSettings(at, options, sink),
    timeoutMillis: options.timeoutMillis ?? 30_000,
    concurrency: sink.traits.ordered ? 1 : (options.concurrency ?? 8),
    endMillis: options.endMillis ?? 10_000,
  };
}

/** Whether the options, or their defaults for this sink, ask for a spool. */
export function wantsSpool(options: DeliveryOptions, sink: Sink): boolean {
  if (options.spool === false) return false;
  if (options.spool !== undefined) return true;
  const durable = (options.durability ?? 'memory') !== 'memory' && sink.traits.keeps !== true;
  return durable || options.overflow === 'spill' || sink.sendSync === undefined;
}

/** What is set: an option that is given as `undefined`, by code that passes its own options on, is one left out. */
function given<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function batchSettings(options: DeliveryOptions, sink: Sink): DeliverySettings['batch'] {
  const batch = { records: 500, bytes: 1024 * 1024, ageMillis: 1_000, ...given(options.batch) };
  return {
    records: Math.min(batch.records, sink.traits.maxRecords ?? Number.POSITIVE_INFINITY),
    bytes: Math.min(batch.bytes, sink.traits.maxBytes ?? Number.POSITIVE_INFINITY),
    ageMillis: batch.ageMillis,
  };
}

function overflowSettings(at: string, options: DeliveryOptions, sink: Sink): DeliverySettings['overflow'] {
  const { overflow } = options;
  if (overflow === undefined) {
    if (sink.sendSync !== undefined) return 'write-sync';
    return wantsSpool(options, sink) ? 'spill' : 'drop-oldest';
  }
  if (typeof overflow === 'object') {
    checkOptions(`${at}.overflow`, overflow, { dropBelow: { type: 'string', required: true } });
    return { dropBelowSeverity: knownSeverity(overflow.dropBelow) };
  }
  if (overflow === 'spill' && options.spool === false) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `${at}: overflow 'spill' needs a spool.`);
  }
  if (overflow === 'write-sync' && sink.sendSync === undefined) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `${at}: this destination cannot be written synchronously, so overflow takes no 'write-sync'.`,
    );
  }
  return overflow;
}
