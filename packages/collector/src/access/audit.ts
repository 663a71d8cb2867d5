import {
  auditSchema,
  type Clock,
  type Diagnostics,
  type LogRecord,
  newRecordId,
  severityOf,
  type TypeOf,
} from '@tailrace/core';
import type { Store } from '@tailrace/store';
import type { AuditScope } from '../options.ts';
import type { Caller } from './caller.ts';

/** What was done with stored records. */
export interface AuditedAccess {
  readonly action: 'query' | 'export' | 'tail' | 'record' | 'context' | 'histogram' | 'fields' | 'complete' | 'explain';
  readonly caller: Caller;
  /** The query's words, or the record's id. */
  readonly target: string;
}

/** What the trail writes with. */
export interface AuditOptions {
  readonly scope: AuditScope;
  readonly store: Store;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
}

/** Writes who read what, as records of kind `audit` beside the others, where nobody but the store's keeper removes them. */
export class AuditTrail {
  readonly #options: AuditOptions;
  readonly #writing = new Set<Promise<void>>();

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** Writes one access, if it is in the scope; a store that fails is reported, and the reading goes on. */
  note(access: AuditedAccess): void {
    const { scope, store, diagnostics } = this.#options;
    if (scope === 'none' || (scope === 'exports' && access.action !== 'export')) return;
    const writing = store
      .append([this.#record(access)])
      .then(() => undefined)
      .catch((error: unknown) =>
        diagnostics.report({
          name: 'store.failed',
          source: 'collector',
          message: 'An audit record could not be stored.',
          records: 1,
          error,
        }),
      );
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  /** Resolves when every access noted so far is stored. */
  async settled(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  #record({ action, caller, target }: AuditedAccess): LogRecord {
    const timestamp = this.#options.clock.now();
    const attributes: TypeOf<typeof auditSchema> = {
      action: `records.${action}`,
      outcome: 'success',
      actor: caller.identity.name,
      actor_type: caller.identity.local === true ? 'anonymous' : 'token',
      target,
      target_type: action === 'record' || action === 'context' ? 'record' : 'query',
      client_address: caller.address,
    };
    return {
      id: newRecordId(timestamp),
      timestamp,
      level: 'audit',
      severity: severityOf('audit'),
      message: `${caller.identity.name}: ${attributes.action}`,
      logger: 'tailrace.collector',
      kind: auditSchema.kind,
      attributes,
    };
  }
}
