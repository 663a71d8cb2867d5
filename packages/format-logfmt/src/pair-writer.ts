import { safeStringify } from '@tailrace/core';

/** What may stand in a key; everything else becomes `_`. */
const NOT_IN_KEY = /[^\p{L}\p{N}_.:/@$-]/gu;
/** What may stand as a value without quotes. */
const BARE = /^[\p{L}\p{N}_.:/@$%+,;~#&*()[\]{}|<>?!^-]+$/u;
/** What a reader would take for something other than text. */
const LOOKS_TYPED =
  /^(?:true|false|null|[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[\da-f]+|Infinity|NaN))$/i;

/** Writes pairs of one line; no key comes twice. */
export class PairWriter {
  readonly #keys = new Set<string>();
  /** The next number of a key that has come already. */
  readonly #numbers = new Map<string, number>();
  #line = '';

  /** The keys that are there by now. */
  keys(): ReadonlySet<string> {
    return new Set(this.#keys);
  }

  /** Adds a pair; `undefined` adds none. */
  add(key: string, value: unknown): void {
    if (value === undefined) return;
    const unique = this.#unique(keyOf(key));
    this.#keys.add(unique);
    this.#line += `${this.#line === '' ? '' : ' '}${unique}=${valueText(value)}`;
  }

  toString(): string {
    return this.#line;
  }

  #unique(key: string): string {
    if (!this.#keys.has(key)) return key;
    let number = this.#numbers.get(key) ?? 2;
    while (this.#keys.has(`${key}_${number}`)) number += 1;
    this.#numbers.set(key, number + 1);
    return `${key}_${number}`;
  }
}

function keyOf(key: string): string {
  const plain = key.replace(NOT_IN_KEY, '_');
  return plain === '' ? '_' : plain;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') {
    return BARE.test(value) && !LOOKS_TYPED.test(value) ? value : safeStringify(value).json;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return safeStringify(safeStringify(value).json).json;
}
