import type { Identity } from './tokens.ts';

/** Who made a request, as far as the answer and the audit trail care. */
export interface Caller {
  readonly identity: Identity;
  readonly address: string;
}
