import type { WireRecord } from '@tailrace/core';
import type { FlatFields } from './flat-fields.ts';

export type Side = 'old' | 'new';

/** How a field of matched records differs. */
export type DifferenceKind = 'changed' | 'type' | 'only in old' | 'only in new';

/** One way in which a field differs, with how often and where first. */
export interface FieldDifference {
  readonly field: string;
  readonly kind: DifferenceKind;
  readonly count: number;
  readonly examples: readonly { readonly old?: string; readonly new?: string; readonly message: string }[];
}

/** What came of a comparison. */
export interface ComparisonResult {
  readonly records: Readonly<Record<Side, number>>;
  readonly matched: number;
  readonly equal: number;
  readonly onlyIn: Readonly<Record<Side, { readonly count: number; readonly examples: readonly WireRecord[] }>>;
  readonly fields: readonly FieldDifference[];
}

interface Tally {
  field: string;
  kind: DifferenceKind;
  count: number;
  examples: { old?: string; new?: string; message: string }[];
}

/** Counts what differs between two sources, record by record. */
export class Differences {
  readonly #flatten: (record: WireRecord) => FlatFields;
  readonly #examples: number;
  readonly #records = { old: 0, new: 0 };
  readonly #alone: Record<Side, { count: number; examples: WireRecord[] }> = {
    old: { count: 0, examples: [] },
    new: { count: 0, examples: [] },
  };
  readonly #tallies = new Map<string, Tally>();
  #matched = 0;
  #equal = 0;

  /** @param examples - How many are kept of each kind of difference. */
  constructor(flatten: (record: WireRecord) => FlatFields, examples: number) {
    this.#flatten = flatten;
    this.#examples = examples;
  }

  /** Two records that are the same one. */
  pair(old: WireRecord, fresh: WireRecord): void {
    this.#records.old += 1;
    this.#records.new += 1;
    this.#matched += 1;
    const before = this.#flatten(old);
    const after = this.#flatten(fresh);
    let equal = true;
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const kind = kindOf(before.get(name), after.get(name));
      if (kind === undefined) continue;
      equal = false;
      this.#note(name, kind, before.get(name), after.get(name), old.message);
    }
    if (equal) this.#equal += 1;
  }

  /** A record that one side alone has. */
  alone(side: Side, record: WireRecord): void {
    this.#records[side] += 1;
    const { examples } = this.#alone[side];
    this.#alone[side].count += 1;
    if (examples.length < this.#examples) examples.push(record);
  }

  result(): ComparisonResult {
    return {
      records: this.#records,
      matched: this.#matched,
      equal: this.#equal,
      onlyIn: this.#alone,
      fields: [...this.#tallies.values()].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1)),
    };
  }

  #note(
    field: string,
    kind: DifferenceKind,
    old: string | undefined,
    fresh: string | undefined,
    message: string,
  ): void {
    const key = `${kind} ${field}`;
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = { field, kind, count: 0, examples: [] };
      this.#tallies.set(key, tally);
    }
    tally.count += 1;
    if (tally.examples.length >= this.#examples) return;
    tally.examples.push({ ...(old !== undefined && { old }), ...(fresh !== undefined && { new: fresh }), message });
  }
}

function kindOf(old: string | undefined, fresh: string | undefined): DifferenceKind | undefined {
  if (old === fresh) return undefined;
  if (old === undefined) return 'only in new';
  if (fresh === undefined) return 'only in old';
  return bare(old) === bare(fresh) ? 'type' : 'changed';
}

/** JSON without the quotes of text: `5` and `"5"` differ in type only. */
function bare(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}
