/** Attributes as an index can keep them whatever other records hold: flat, and apart by the type of their values. */
export interface FlatAttributes {
  readonly labels: Record<string, string | readonly string[]>;
  readonly numbers: Record<string, number | readonly number[]>;
  readonly booleans: Record<string, boolean | readonly boolean[]>;
  /** Attributes that the flat form does not say exactly: nested ones, nulls, names that had to be changed. */
  readonly inexact: Record<string, unknown>;
}

/** How deep objects are flattened, how many names come of one record, and how many values of one list. */
const MAX_DEPTH = 8;
const MAX_NAMES = 500;
const MAX_LIST = 100;

/** What Elasticsearch takes for a path or a pattern, and what people do not see. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const UNFIT = /[.*"\u0000-\u001f]/g;

type Scalar = string | number | boolean;
type Group = 'labels' | 'numbers' | 'booleans';

/**
 * Makes attributes flat: `{ user: { id: 7 } }` becomes the number `user_id`.
 *
 * One name can hold a number in one record and words or an object in the next; since each type has names of its own
 * and no name has a dot, no record can conflict with the mapping that another one made.
 */
export function flattenAttributes(attributes: Readonly<Record<string, unknown>>): FlatAttributes {
  const flat: FlatAttributes = { labels: bare(), numbers: bare(), booleans: bare(), inexact: bare() };
  const exact: [key: string, value: Scalar][] = [];
  const budget = { left: MAX_NAMES };
  for (const [key, value] of Object.entries(attributes)) {
    if (groupOf(value) !== undefined && fitName(key) === key && budget.left > 0) {
      budget.left -= 1;
      exact.push([key, value as Scalar]);
    } else {
      flat.inexact[key] = value;
    }
  }
  for (const [key, value] of Object.entries(flat.inexact)) spread(flat, fitName(key), value, budget, 0);
  for (const [key, value] of exact) {
    const group = flat[groupOf(value) as Group];
    // A name that a nested value has taken belongs to the attribute that is really called so.
    if (key in group) flat.inexact[key] = value;
    (group as Record<string, Scalar>)[key] = value;
  }
  return flat;
}

/** Answers the attributes that {@link flattenAttributes} was given. */
export function unflattenAttributes(flat: Partial<FlatAttributes>): Record<string, unknown> {
  const inexact = flat.inexact ?? {};
  const derived = flattenAttributes(inexact);
  const attributes: Record<string, unknown> = bare();
  for (const group of ['labels', 'numbers', 'booleans'] as const) {
    for (const [key, value] of Object.entries(flat[group] ?? {})) {
      if (!(key in derived[group])) attributes[key] = value;
    }
  }
  return Object.assign(attributes, inexact);
}

/** The type that a value is kept by; `undefined` for those that only exact text says. */
function groupOf(value: unknown): Group | undefined {
  if (typeof value === 'string') return 'labels';
  if (typeof value === 'boolean') return 'booleans';
  // Beyond this an index that took the first value for an integer, or a short float, would refuse the document.
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 'numbers' : undefined;
}

function spread(flat: FlatAttributes, name: string, value: unknown, budget: { left: number }, depth: number): void {
  if (Array.isArray(value)) {
    const group = groupOf(value[0]);
    const isOneType = group !== undefined && value.length <= MAX_LIST && value.every((item) => groupOf(item) === group);
    if (isOneType) put(flat, group, name, value, budget);
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= MAX_DEPTH) return;
    for (const [key, item] of Object.entries(value)) spread(flat, `${name}_${fitName(key)}`, item, budget, depth + 1);
  } else {
    const group = groupOf(value);
    if (group !== undefined) put(flat, group, name, value, budget);
  }
}

function put(flat: FlatAttributes, group: Group, name: string, value: unknown, budget: { left: number }): void {
  if (budget.left <= 0 || name in flat[group]) return;
  budget.left -= 1;
  (flat[group] as Record<string, unknown>)[name] = value;
}

function fitName(key: string): string {
  const name = key.replace(UNFIT, '_');
  return name.trim() === '' ? '_' : name;
}

/** Without a prototype `__proto__` is a name like any other. */
function bare<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
