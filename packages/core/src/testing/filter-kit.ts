import type { Filter } from '../filter/filter.ts';
import { type AwkwardRecord, awkwardRecords } from './awkward-records.ts';
import { type ContractCheck, type ContractKit, contractKit } from './contract-kit.ts';
import * as checks from './filter-checks.ts';

export interface FilterKitOptions {
  /** The filter's name, as the tests are titled. */
  readonly name: string;
  /** Makes a filter; called for every check. */
  create(): Filter;
  /**
   * What the weights of what leaves add up to, once everything was flushed: `exact`, those of what came, as with
   * limits and summaries; `expected`, the same on average, as with samplers; `unchanged` (default), the filter changes
   * no weight.
   */
  readonly weights?: 'exact' | 'expected' | 'unchanged';
  /** Whether errors, SECURITY and AUDIT always pass. True by default; false for filters that were told otherwise. */
  readonly spares?: boolean;
  /** Whether two filters of the kind decide the same about the same records. True by default. */
  readonly repeatable?: boolean;
  /** Text that may not be in anything that leaves the filter, wherever it came in. None by default. */
  readonly removes?: readonly string[];
  /** More records that the filter must stand; those of {@link awkwardRecords} are always there. */
  readonly records?: readonly AwkwardRecord[];
}

/**
 * The contract of filters: a record is passed, held or dropped, and counted as that; it is never changed in place;
 * nothing stays behind after a flush; errors and audits are left alone; weights stay right; memory stays bounded.
 *
 * @example
 * import { describe, it } from 'vitest';
 * filterKit({ name: 'every third', create: () => everyThird(), weights: 'exact' }).register({ describe, it });
 * @example
 * await filterKit({ name: 'every third', create: () => everyThird() }).run();
 */
export function filterKit(options: FilterKitOptions): ContractKit {
  const { removes = [], weights = 'unchanged' } = options;
  const create = (): Filter => options.create();
  const records = [...awkwardRecords, ...(options.records ?? [])];
  const list: ContractCheck[] = [
    { name: 'stands every record, whatever is in it', run: () => checks.standsEveryRecord(create, records) },
    { name: 'leaves every record as it was', run: () => checks.changesNothing(create, records) },
    { name: 'passes, holds or drops every record, and says which', run: () => checks.keepsItsBooks(create) },
    { name: 'passes no record twice', run: () => checks.passesOnce(create) },
    { name: 'keeps nothing back after a flush', run: () => checks.flushesEverything(create) },
    { name: 'holds a snapshot of what its caller changes later', run: () => checks.holdsSnapshots(create) },
    { name: 'wakes only while something is due', run: () => checks.wakesWithReason(create) },
    { name: 'gives weights of 1 and more', run: () => checks.weighsAtLeastOne(create) },
    { name: WEIGHT_CHECKS[weights], run: () => checks.weighsRight(create, weights) },
    { name: 'keeps its memory bounded over many keys', run: () => checks.boundsItsMemory(create) },
  ];
  if (options.spares !== false) {
    list.push({ name: 'leaves errors, SECURITY and AUDIT alone', run: () => checks.sparesErrors(create) });
  }
  if (options.repeatable !== false) {
    list.push({ name: 'decides the same about the same records', run: () => checks.isRepeatable(create) });
  }
  if (removes.length > 0) {
    list.push({ name: 'lets nothing through that it has to remove', run: () => checks.removesAll(create, removes) });
  }
  return contractKit(`filter ${options.name}`, list);
}

const WEIGHT_CHECKS = {
  exact: 'loses no weight',
  expected: 'loses no weight on average',
  unchanged: 'changes no weight',
} as const;
