import { types } from 'node:util';
import type { LogRecord } from '../record/log-record.ts';
import { setOwn } from '../record/own-property.ts';

const MAX_DEPTH = 32;
const MAX_VALUES = 20_000;

/**
 * Copies a record so that it stays as it is now, whatever its caller does to the objects in it later.
 *
 * Plain objects, arrays, maps, sets and dates are copied, class instances become plain data, functions stay. Never
 * throws; what is deeper than 32 levels or beyond 20,000 values becomes a word in brackets.
 */
export function snapshot(record: LogRecord): LogRecord {
  const copy: { -readonly [K in keyof LogRecord]: LogRecord[K] } = { ...record };
  const copier = new Copier();
  if (record.attributes !== undefined) {
    copy.attributes = copier.copy(record.attributes, 0) as Readonly<Record<string, unknown>>;
  }
  // Errors were made into plain data when the record was made, but their attributes are still the caller's.
  if (record.error !== undefined) copy.error = copier.copy(record.error, 0) as NonNullable<LogRecord['error']>;
  return copy;
}

class Copier {
  #left = MAX_VALUES;
  readonly #ancestors: object[] = [];

  copy(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value;
    this.#left -= 1;
    if (this.#left < 0) return '[too large]';
    if (depth > MAX_DEPTH) return '[too deep]';
    if (this.#ancestors.includes(value)) return '[Circular]';
    this.#ancestors.push(value);
    try {
      return this.#object(value, depth + 1);
    } catch {
      return '[threw]';
    } finally {
      this.#ancestors.pop();
    }
  }

  #object(value: object, depth: number): unknown {
    if (Array.isArray(value)) return value.map((item) => this.copy(item, depth));
    if (value instanceof Date) return new Date(value.getTime());
    if (value instanceof Map) {
      return new Map(Array.from(value, ([key, item]) => [this.copy(key, depth), this.copy(item, depth)]));
    }
    if (value instanceof Set) return new Set(Array.from(value, (item) => this.copy(item, depth)));
    if (ArrayBuffer.isView(value)) return Buffer.isBuffer(value) ? Buffer.from(value) : structuredClone(value);
    if (types.isBoxedPrimitive(value) || value instanceof RegExp || value instanceof ArrayBuffer) return value;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') {
      const json = toJSON.call(value, '') as unknown;
      if (json !== value) return this.copy(json, depth);
    }
    return this.#properties(value, depth);
  }

  #properties(value: object, depth: number): object {
    const copy = {};
    // What an error says is not enumerable, and would be gone from a copy.
    const hidden = types.isNativeError(value) ? ['name', 'message', 'stack', 'cause', 'errors'] : [];
    for (const key of [...hidden, ...Object.keys(value)]) {
      try {
        const item = (value as Record<string, unknown>)[key];
        if (item !== undefined) setOwn(copy, key, this.copy(item, depth));
      } catch {
        setOwn(copy, key, '[threw]');
      }
    }
    return copy;
  }
}
