/** Objects within objects beyond this are written as JSON. */
const MAX_DEPTH = 10;

/**
 * Takes plain data apart into pairs, keys joined by dots; lists, empty objects and what is too deep stay whole.
 *
 * The key `''` stands for its object itself.
 */
export function* flattened(prefix: string, value: unknown, depth = 0): Generator<readonly [string, unknown]> {
  if (value === undefined) return;
  const isOpened = typeof value === 'object' && value !== null && !Array.isArray(value) && depth < MAX_DEPTH;
  const entries = isOpened ? Object.entries(value) : [];
  if (entries.length === 0) {
    if (prefix !== '' || depth > 0) yield [prefix, value];
    return;
  }
  for (const [key, item] of entries) {
    const path = prefix === '' ? key : key === '' ? prefix : `${prefix}.${key}`;
    yield* flattened(path, item, depth + 1);
  }
}
