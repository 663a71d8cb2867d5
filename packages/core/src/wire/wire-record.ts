import type { TypeOf } from '../schema/define-record.ts';
import type { logSchema } from '../schema/log.ts';

/**
 * A record as it travels and as it is asked for: snake case, ISO time, keys of [A8], as `logSchema` declares them.
 *
 * Absent fields are left out; `kind` is left out for `log`, `sample_rate` for 1. Unknown keys at the top are read
 * into `attributes`.
 */
export interface WireRecord extends TypeOf<typeof logSchema> {}
