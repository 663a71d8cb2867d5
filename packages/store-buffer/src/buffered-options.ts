import { type Clock, checkOptions, type Diagnostics, diagnostics, systemClock } from '@tailrace/core';
import type { Store } from '@tailrace/store';

/** What {@link openBufferedStore} takes. */
export interface BufferedStoreOptions {
  /** Names the store in answers, metrics and on disk: `postgres`. */
  readonly name: string;
  /** Where the store behind is, without secrets. What is kept for one place is never handed to another. */
  readonly destination: string;
  /**
   * Opens the store behind; called again for as long as it rejects with `TAILRACE_STORE_UNAVAILABLE`. Any other
   * rejection of the first call rejects the opening.
   */
  readonly open: () => Promise<Store>;
  /** The folder that waiting records are kept under; `TAILRACE_STATE_DIR`, else `tailrace` in the XDG state folder. */
  readonly directory?: string;
  /** Bytes that may wait, 4 GiB by default. Beyond them appends reject with `TAILRACE_STORE_FULL`. */
  readonly maxBytes?: number;
  /** Upper bound of the first wait for the store to be back, doubled for each further one; 250 ms by default. */
  readonly retryMinMillis?: number;
  /** Upper bound of any such wait, 10 seconds by default. */
  readonly retryMaxMillis?: number;
  readonly clock?: Clock;
  readonly diagnostics?: Diagnostics;
}

/** The options with every default in its place. */
export type CheckedOptions = Required<Omit<BufferedStoreOptions, 'directory'>> &
  Pick<BufferedStoreOptions, 'directory'>;

const DEFAULT_MAX_BYTES = 4 * 1024 ** 3;
const DEFAULT_RETRY_MIN_MILLIS = 250;
const DEFAULT_RETRY_MAX_MILLIS = 10_000;

/** Checks the options and fills in what is not given. */
export function checkBufferedOptions(options: BufferedStoreOptions): CheckedOptions {
  checkOptions('openBufferedStore', options, {
    name: { type: 'string', required: true },
    destination: { type: 'string', required: true },
    open: { type: 'function', required: true },
    directory: { type: 'string' },
    maxBytes: { type: 'integer', min: 4096 },
    retryMinMillis: { type: 'integer', min: 1 },
    retryMaxMillis: { type: 'integer', min: 1 },
    clock: { type: 'object' },
    diagnostics: { type: 'object' },
  });
  return {
    name: options.name,
    destination: options.destination,
    open: options.open,
    ...(options.directory !== undefined && { directory: options.directory }),
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    retryMinMillis: options.retryMinMillis ?? DEFAULT_RETRY_MIN_MILLIS,
    retryMaxMillis: options.retryMaxMillis ?? DEFAULT_RETRY_MAX_MILLIS,
    clock: options.clock ?? systemClock,
    diagnostics: options.diagnostics ?? diagnostics,
  };
}
