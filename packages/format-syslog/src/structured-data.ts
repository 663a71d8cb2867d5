import { inertText, safeStringify } from '@tailrace/core';

/** Objects within objects beyond this are written as JSON. */
const MAX_DEPTH = 10;
/** The most characters of a name (RFC 5424 §6.3.3). */
const MAX_NAME = 32;
/** What of a name stays whatever number follows it. */
const MAX_STEM = 24;
/** What may not stand in a name: blanks, `=`, `]`, quotes, and all but printable ASCII. */
const NOT_IN_NAME = /[^\u0021-\u007e]|[="\]]/gu;
/** What must be escaped in a value (RFC 5424 §6.3.3). */
const ESCAPED = /["\\\]]/g;

/** A parameter's name, and its value before it is escaped. */
export type Parameter = readonly [name: string, value: string];

/** One element of the structured data; no parameter comes twice. */
export class Element {
  readonly parameters: Parameter[] = [];
  /** Names that could not stand as they are, by the names that stand for them. */
  readonly renamed = new Map<string, string>();
  readonly #id: string;
  readonly #names = new Set<string>();
  /** The next number of a name that has come already, by what names that are cut have in common. */
  readonly #numbers = new Map<string, number>();

  constructor(id: string) {
    this.#id = id;
  }

  /** Adds a value; objects are taken apart, their keys joined by dots. `undefined` adds nothing. */
  add(name: string, value: unknown, depth = 0): void {
    if (value === undefined) return;
    const isOpened = typeof value === 'object' && value !== null && !Array.isArray(value) && depth < MAX_DEPTH;
    const entries = isOpened ? Object.entries(value) : [];
    if (entries.length === 0) this.parameters.push([this.#nameOf(name), textOf(value)]);
    else for (const [key, item] of entries) this.add(`${name}.${key}`, item, depth + 1);
  }

  /** Writes the element with these of its parameters; nothing where there are none. */
  write(parameters: readonly Parameter[]): string {
    if (parameters.length === 0) return '';
    return `[${this.#id}${parameters.map(([name, value]) => ` ${name}="${value.replace(ESCAPED, '\\$&')}"`).join('')}]`;
  }

  #nameOf(name: string): string {
    const plain = name.replace(NOT_IN_NAME, '_').slice(0, MAX_NAME) || '_';
    const stem = plain.slice(0, MAX_STEM);
    let unique = plain;
    for (let number = this.#numbers.get(stem) ?? 2; this.#names.has(unique); number += 1) {
      const suffix = `_${number}`;
      unique = `${plain.slice(0, MAX_NAME - suffix.length)}${suffix}`;
      this.#numbers.set(stem, number + 1);
    }
    this.#names.add(unique);
    if (unique !== name) this.renamed.set(unique, name);
    return unique;
  }
}

/** A value as text that neither forges an entry nor drives a terminal. */
function textOf(value: unknown): string {
  return inertText(typeof value === 'object' && value !== null ? safeStringify(value).json : value);
}
