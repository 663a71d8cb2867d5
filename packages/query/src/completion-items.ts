import { AGGREGATE_NAMES, isOfField } from './columns.ts';

/** One thing that could stand at the cursor. */
export interface CompletionItem {
  /** What replaces the text from `from` to `to`. */
  readonly insert: string;
  readonly label: string;
  readonly kind: 'field' | 'value' | 'operator' | 'pipe' | 'function';
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

/** A field that can be offered; what a store's `fields()` answers fits. */
export interface FieldHint {
  /** As it is written in a query. */
  readonly name: string;
  readonly type?: string;
  readonly count?: number;
  readonly values?: readonly { readonly value: string; readonly count?: number }[];
}

/** Where something is to be completed. */
export interface Place {
  readonly text: string;
  readonly start: number;
  readonly cursor: number;
  readonly hints: readonly FieldHint[];
}

/** The fields that begin with what was typed, or have it in them. */
export function fieldsOf(place: Place, typed: string, suffix: string): readonly CompletionItem[] {
  const lower = typed.toLowerCase();
  return ranked(place.hints, lower, ({ name }) => name).map(({ name, type, count }) => ({
    insert: name + suffix,
    label: name,
    kind: 'field',
    detail: count === undefined ? (type ?? '') : `${type ?? 'field'}, in ${count} records`,
    ...span(place, typed),
  }));
}

/** The statistics. */
export function functionsOf(place: Place, typed: string): readonly CompletionItem[] {
  return ranked(AGGREGATE_NAMES, typed.toLowerCase(), (name) => name).map((name) => {
    const ofField = isOfField(name);
    return {
      insert: ofField ? `${name}(` : name,
      label: ofField ? `${name}(field)` : name,
      kind: 'function',
      detail: ofField ? 'of a field' : 'of records',
      ...span(place, typed),
    };
  });
}

/** Words of the grammar. */
export function named(
  place: Place,
  typed: string,
  names: readonly string[],
  kind: CompletionItem['kind'],
): readonly CompletionItem[] {
  return ranked(names, typed.toLowerCase(), (name) => name).map((name) => ({
    insert: name,
    label: name,
    kind,
    detail: '',
    ...span(place, typed),
  }));
}

/** Those that begin with what was typed, then those that have it elsewhere. */
export function ranked<T>(items: readonly T[], typed: string, nameOf: (item: T) => string): readonly T[] {
  const places = items.map((item) => nameOf(item).toLowerCase().indexOf(typed));
  const starting = items.filter((_, index) => places[index] === 0);
  return [...starting, ...items.filter((_, index) => (places[index] ?? -1) > 0)];
}

/** What an item replaces: that which was typed. */
export function span({ cursor }: Place, typed: string): { readonly from: number; readonly to: number } {
  return { from: cursor - typed.length, to: cursor };
}
