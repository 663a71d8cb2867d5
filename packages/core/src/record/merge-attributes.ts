import { isError, toErrorRecord } from './error-record.ts';
import { ownKeys, setOwn } from './own-property.ts';

/** Attributes of a record: whatever the caller attached. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * Lays attributes over one another, the later over the earlier, with errors as plain data; a copy only where needed.
 *
 * Never throws: a property that cannot be read becomes `[threw]`. Answers `undefined` where there are no layers.
 */
export function mergeAttributes(...layers: readonly (Attributes | undefined)[]): Attributes | undefined {
  let only: Attributes | undefined;
  let count = 0;
  for (const layer of layers) {
    if (layer === undefined || layer === null) continue;
    only = layer;
    count += 1;
  }
  if (only === undefined || (count === 1 && !needsCopy(only))) return only;
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    if (layer === undefined || layer === null) continue;
    for (const key of ownKeys(layer)) setOwn(merged, key, attributeAt(layer, key));
  }
  return merged;
}

/** Reads one attribute: errors as plain data, `[threw]` where it cannot be read. */
export function attributeAt(holder: object, key: string): unknown {
  try {
    const value = (holder as Record<string, unknown>)[key];
    return isError(value) ? toErrorRecord(value) : value;
  } catch {
    return '[threw]';
  }
}

function needsCopy(attributes: Attributes): boolean {
  try {
    return Object.values(attributes).some(isError);
  } catch {
    return true;
  }
}
