import { isError, MAX_AGGREGATED, MAX_CAUSES, setOwn } from '@tailrace/core/runtime';
import type { Info } from '../logger/transport.ts';
import { isCopyable } from './copyable.ts';

const SPLAT = Symbol.for('splat');
/** How deep an info is searched for errors, and how many values of it are looked at. */
const MAX_DEPTH = 8;
const MAX_VALUES = 10_000;

/** What errors say without showing it, in the order in which it is written. */
const WORDS = ['name', 'message', 'stack', 'code', 'cause', 'errors'] as const;

/**
 * Answers an info in which errors say all that they know, wherever they are: name, message, stack, code, cause, what an
 * aggregate gathered, and their own properties, as properties that JSON shows. They stay errors to `instanceof`. An
 * info without errors is answered as it is; one with errors is copied. Never throws.
 *
 * Chains of causes are cut after 8, lists of aggregates after 32; an error that comes back to itself is named there.
 */
export function withWholeErrors(info: Info): Info {
  try {
    return new Search().info(info);
  } catch {
    // A proxy or a getter in it that throws: the format will find it as well.
    return info;
  }
}

class Search {
  #left = MAX_VALUES;
  readonly #path: unknown[] = [];

  info(info: Info): Info {
    if (isError(info)) return this.#errorInfo(info);
    if (!isCopyable(info)) return info;
    this.#path.push(info);
    let copy: Info | undefined;
    for (const key of Object.keys(info)) {
      const value = info[key];
      const whole = typeof value === 'object' && value !== null ? this.#value(value, 1) : value;
      if (whole === value) continue;
      copy ??= sameKind(info);
      setOwn(copy, key, whole);
    }
    const splat = info[SPLAT];
    const logged = Array.isArray(splat) ? (splat as unknown[])[0] : undefined;
    return isError(logged) ? this.#completed(copy ?? sameKind(info), logged) : (copy ?? info);
  }

  /** `logger.error(error)`: the error itself is the info, with what Winston has written onto it. */
  #errorInfo(error: Error & Info): Info {
    const whole = this.#error(error, 0) as unknown as Info;
    for (const symbol of Object.getOwnPropertySymbols(error)) whole[symbol] = error[symbol];
    return whole;
  }

  /** `logger.error('words', error)`: Winston has copied what shows, the stack and the cause. */
  #completed(info: Info, error: Error): Info {
    for (const word of ['name', 'code', 'errors'] as const) {
      if (Object.hasOwn(info, word)) continue;
      const value = word === 'name' ? nameOf(error) : (error as unknown as Info)[word];
      if (value !== undefined) info[word] = word === 'errors' ? this.#list(value, 0) : value;
    }
    return info;
  }

  /** The value itself, or a copy where there is an error in it. */
  #value(value: object, depth: number): unknown {
    if (this.#path.includes(value)) return isError(value) ? `[Circular ${nameOf(value)}]` : value;
    if (isError(value)) return this.#error(value, 0);
    this.#left -= 1;
    if (depth > MAX_DEPTH || this.#left < 0) return value;
    const prototype = Object.getPrototypeOf(value) as object | null;
    const isList = Array.isArray(value);
    if (!isList && prototype !== Object.prototype && prototype !== null) return value;
    this.#path.push(value);
    let copy: Info | undefined;
    for (const key of Object.keys(value)) {
      const inner = (value as Info)[key];
      const whole = typeof inner === 'object' && inner !== null ? this.#value(inner, depth + 1) : inner;
      if (whole === inner) continue;
      copy ??= (isList ? [...(value as unknown[])] : sameKind(value as Info)) as Info;
      setOwn(copy, key, whole);
    }
    this.#path.pop();
    return copy ?? value;
  }

  #error(error: Error, depth: number): object {
    this.#left -= 1;
    this.#path.push(error);
    // Of its own class, so that whoever asks for errors finds one; what its class makes of itself as JSON is not all.
    const whole = Object.create(Object.getPrototypeOf(error) as object | null, {
      toJSON: { value: undefined, configurable: true, writable: true },
    }) as Info;
    for (const word of WORDS) {
      const value = word === 'name' ? nameOf(error) : (error as unknown as Info)[word];
      if (value === undefined || (word === 'stack' && value === '')) continue;
      define(whole, word, this.#word(word, value, depth));
    }
    for (const key of Object.keys(error)) {
      if (Object.hasOwn(whole, key)) continue;
      const value = (error as unknown as Info)[key];
      define(whole, key, typeof value === 'object' && value !== null ? this.#property(value, depth) : value);
    }
    this.#path.pop();
    return whole;
  }

  #word(word: (typeof WORDS)[number], value: unknown, depth: number): unknown {
    if (word === 'errors') return this.#list(value, depth);
    return word === 'cause' ? this.#inner(value, depth) : value;
  }

  #list(errors: unknown, depth: number): unknown {
    if (!Array.isArray(errors)) return errors;
    return (errors as unknown[]).slice(0, MAX_AGGREGATED).map((error) => this.#inner(error, depth));
  }

  #inner(value: unknown, depth: number): unknown {
    if (!isError(value)) return typeof value === 'object' && value !== null ? this.#property(value, depth) : value;
    if (this.#path.includes(value)) return `[Circular ${nameOf(value)}]`;
    if (depth >= MAX_CAUSES || this.#left < 0) return `${nameOf(value)}: ${value.message}`;
    return this.#error(value, depth + 1);
  }

  /**
   * HTTP clients hang requests, sockets and agents on their errors: instances of classes are named, not walked, unless
   * they say themselves how to become JSON.
   */
  #property(value: object, depth: number): unknown {
    if (isError(value)) return this.#inner(value, depth);
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === null || prototype === Object.prototype || Array.isArray(value)) return this.#value(value, 1);
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function' || ArrayBuffer.isView(value)) return value;
    return `[${prototype.constructor.name}]`;
  }
}

/** The class's name says more than `Error`, which is what subclasses inherit when they set none. */
function nameOf(error: Error): string {
  const { name } = error;
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  return (error.constructor as { name?: string } | undefined)?.name || 'Error';
}

function sameKind(info: Info): Info {
  return Object.assign(Object.create(Object.getPrototypeOf(info) as object | null), info) as Info;
}

function define(holder: Info, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
