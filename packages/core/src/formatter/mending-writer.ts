import { types } from 'node:util';
import { isError, toErrorRecord } from '../record/error-record.ts';
import { byteText, isWellFormed, quote, toWellFormed } from './json-text.ts';

/** Why a value could not be written as it is; `field` says that a record's field was not of its type. */
export type MendReason = 'circular' | 'too_deep' | 'threw' | 'bigint' | 'function' | 'surrogate' | 'cut' | 'field';

export interface MendingOptions {
  /** The longest text, in UTF-16 units; longer ones are cut and marked. */
  readonly maxText: number;
  /** The longest whole, in UTF-16 units of JSON. */
  readonly maxTotal: number;
  /** True: what does not fit is left out and noted. False: the writer gives up and says `overflowed`. */
  readonly leaveOut?: boolean;
}

const MAX_DEPTH = 32;

/** Writes any value as JSON, piece by piece, mending what has no JSON; one writer for one value. */
export class MendingWriter {
  readonly #options: MendingOptions;
  readonly #reasons = new Set<MendReason>();
  readonly #ancestors: object[] = [];
  #total = 0;
  overflowed = false;

  constructor(options: MendingOptions) {
    this.#options = options;
  }

  get mended(): readonly MendReason[] {
    return [...this.#reasons];
  }

  /** Never throws; what is inside and throws becomes `[threw]`. */
  write(value: unknown): string {
    return this.#value(value) ?? 'null';
  }

  /** Answers `undefined` for what JSON leaves out of objects. */
  #value(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return this.#count(Number.isFinite(value) ? String(Object.is(value, -0) ? 0 : value) : 'null');
      case 'boolean':
        return this.#count(value ? 'true' : 'false');
      case 'bigint':
        return this.#mark('bigint', String(value));
      case 'function':
        return this.#mark('function', `[function ${value.name}]`);
      case 'symbol':
        return this.#mark('function', String(value));
      case 'undefined':
        return undefined;
      default:
        return value === null ? this.#count('null') : this.#guarded(value as object);
    }
  }

  #guarded(value: object): string | undefined {
    if (this.#ancestors.includes(value)) return this.#mark('circular', '[Circular]');
    if (this.#ancestors.length >= MAX_DEPTH) return this.#mark('too_deep', '[too deep]');
    const totalBefore = this.#total;
    const depthBefore = this.#ancestors.length;
    this.#ancestors.push(value);
    try {
      return this.#object(value);
    } catch {
      this.#total = totalBefore;
      return this.#mark('threw', '[threw]');
    } finally {
      this.#ancestors.length = depthBefore;
    }
  }

  #object(value: object): string | undefined {
    if (Array.isArray(value)) return this.#list(value, value.length);
    if (isError(value)) return this.#entries(Object.entries(toErrorRecord(value)));
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return this.#binary(value);
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set) return this.#list(value, value.size);
    if (value instanceof RegExp) return this.#text(String(value));
    if (types.isBoxedPrimitive(value)) return this.#value(value.valueOf());
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.#replacement(value, toJSON.call(value, '') as unknown);
    return this.#entries(properties(value));
  }

  /** What `toJSON` answered stands in for the object; an object that answers itself is written by its properties. */
  #replacement(original: object, replacement: unknown): string | undefined {
    return replacement === original ? this.#entries(properties(original)) : this.#value(replacement);
  }

  #list(items: Iterable<unknown>, size: number): string {
    let json = '[';
    let written = 0;
    this.#total += 2;
    for (const item of items) {
      if (this.#full()) {
        json += `${written === 0 ? '' : ','}${this.#mark('cut', `…[cut ${size - written} entries]`)}`;
        break;
      }
      this.#total += 1;
      json += (written === 0 ? '' : ',') + (this.#value(item) ?? this.#count('null'));
      written += 1;
    }
    return `${json}]`;
  }

  #entries(entries: Iterable<readonly [string, unknown]>): string {
    let json = '{';
    let separator = '';
    this.#total += 2;
    for (const [key, item] of entries) {
      if (this.#full()) {
        json += `${separator}"…":${this.#mark('cut', '…[cut]')}`;
        break;
      }
      const name = this.#text(key);
      const text = item === UNREADABLE ? this.#mark('threw', '[threw]') : this.#value(item);
      if (text === undefined) continue;
      this.#total += 2;
      json += `${separator}${name}:${text}`;
      separator = ',';
    }
    return `${json}}`;
  }

  /** A map whose keys are all text becomes an object, any other a list of pairs. */
  #map(map: Map<unknown, unknown>): string {
    for (const key of map.keys()) {
      if (typeof key !== 'string') return this.#list(map.entries(), map.size);
    }
    return this.#entries(map as Map<string, unknown>);
  }

  /** Bytes become base64; arrays of wider numbers become lists. */
  #binary(value: ArrayBufferView | ArrayBuffer): string {
    if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array) && !(value instanceof DataView)) {
      const numbers = value as unknown as ArrayLike<unknown> & Iterable<unknown>;
      return this.#list(numbers, numbers.length);
    }
    const bytes =
      value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const maxBytes = Math.floor(this.#options.maxText / 4) * 3;
    if (bytes.length <= maxBytes) return this.#text(bytes.toString('base64'));
    return this.#mark('cut', `${bytes.toString('base64', 0, maxBytes)}…[cut ${byteText(bytes.length - maxBytes)}]`);
  }

  #text(text: string): string {
    const { maxText } = this.#options;
    if (text.length <= maxText) return this.#count(quote(this.#wellFormed(text)));
    // Half a surrogate pair must not be left at the end.
    const last = text.charCodeAt(maxText - 1);
    const kept = text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxText - 1 : maxText);
    const cutBytes = Buffer.byteLength(text) - Buffer.byteLength(kept);
    return this.#mark('cut', `${this.#wellFormed(kept)}…[cut ${byteText(cutBytes)}]`);
  }

  #wellFormed(text: string): string {
    if (isWellFormed(text)) return text;
    this.#reasons.add('surrogate');
    return toWellFormed(text);
  }

  #mark(reason: MendReason, text: string): string {
    this.#reasons.add(reason);
    return this.#count(quote(this.#wellFormed(text)));
  }

  #count(json: string): string {
    this.#total += json.length;
    return json;
  }

  /** True when no further entry may be written. */
  #full(): boolean {
    if (this.#total < this.#options.maxTotal) return false;
    if (this.#options.leaveOut !== true) this.overflowed = true;
    return true;
  }
}

/** Stands for a property whose getter threw. */
const UNREADABLE = Symbol('unreadable');

function* properties(value: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(value)) {
    let item: unknown;
    try {
      item = (value as Record<string, unknown>)[key];
    } catch {
      item = UNREADABLE;
    }
    yield [key, item];
  }
}
