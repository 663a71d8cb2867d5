import type { WireRecord } from '@tailrace/core';
import type { FieldPath } from './ast.ts';

/** Reads one field's value from a record; absent and null are both `undefined`. */
export type FieldReader = (record: WireRecord) => unknown;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Makes the function that reads a field from records, by own keys only.
 *
 * Under `attributes`, where the nested value is absent or null, the one key with the dots in it is read. `kind` is
 * `log` and `sample_rate` is 1 where a record leaves them out.
 */
export function fieldReader(path: FieldPath): FieldReader {
  const [root = '', ...rest] = path;
  const readRoot = ownReader(root);
  if (rest.length === 0) {
    if (root === 'kind') return (record) => readRoot(record) ?? 'log';
    if (root === 'sample_rate') return (record) => readRoot(record) ?? 1;
    return readRoot;
  }
  const readers = rest.map(ownReader);
  const [only] = readers;
  if (readers.length === 1 && only !== undefined) return (record) => only(readRoot(record));
  const nested = (record: WireRecord): unknown => {
    let value = readRoot(record);
    for (const read of readers) value = read(value);
    return value;
  };
  if (root !== 'attributes') return nested;
  const flat = ownReader(rest.join('.'));
  return (record) => nested(record) ?? flat(readRoot(record));
}

/** Reads one own key of an object; nothing of anything else. */
function ownReader(key: string): (value: unknown) => unknown {
  const inherited = key in Object.prototype;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    if (inherited && !Object.hasOwn(value, key)) return undefined;
    return (value as Fields)[key] ?? undefined;
  };
}
