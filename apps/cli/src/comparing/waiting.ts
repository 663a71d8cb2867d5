import type { WireRecord } from '@tailrace/core';
import type { Side } from './differences.ts';
import type { FlatFields } from './flat-fields.ts';

/** A record that waits for its other half. */
export interface Waiting {
  readonly side: Side;
  readonly record: WireRecord;
  readonly time: number;
  /** What both halves have in common. */
  readonly key: string;
  /** All that is compared of it. */
  readonly content: string;
  /** What is compared of it; set when it has no equal. */
  fields: FlatFields | undefined;
  isTaken: boolean;
}

/** How many fields are the same in both. */
export function likeness(one: FlatFields, other: FlatFields): number {
  let same = 0;
  for (const [name, value] of one) if (other.get(name) === value) same += 1;
  return same;
}
