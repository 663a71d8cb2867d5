import { createHash } from 'node:crypto';

/** Writes a value so that all that can be told apart by looking at it is told apart, but for stacks of errors. */
export function render(value: unknown, names: ReadonlyMap<unknown, string> = new Map()): string {
  return new Renderer(names).text(value);
}

class Renderer {
  readonly #names: ReadonlyMap<unknown, string>;
  readonly #above: unknown[] = [];

  constructor(names: ReadonlyMap<unknown, string>) {
    this.#names = names;
  }

  text(value: unknown): string {
    const name = this.#names.get(value);
    if (name !== undefined) return name;
    switch (typeof value) {
      case 'string':
        return JSON.stringify(brief(value));
      case 'bigint':
        return `${value}n`;
      case 'function':
        return this.#object(value);
      case 'object':
        return value === null ? 'null' : this.#object(value);
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      default:
        return String(value);
    }
  }

  #object(value: object): string {
    const depth = this.#above.indexOf(value);
    if (depth !== -1) return `[circle to ${depth}]`;
    this.#above.push(value);
    try {
      return this.#within(value);
    } catch (error) {
      return `[unreadable: ${(error as Error).message}]`;
    } finally {
      this.#above.pop();
    }
  }

  #within(value: object): string {
    const fields = this.#fields(value);
    const content = this.#content(value);
    if (content !== undefined) return `${content}${fields === '{}' ? '' : fields}`;
    const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
    const kind = prototype === null ? 'null-prototype' : prototype.constructor?.name;
    return kind === 'Object' ? fields : `${kind}${fields}`;
  }

  /** What there is of a value besides its fields. */
  #content(value: object): string | undefined {
    if (typeof value === 'function') return '[function]';
    if (Array.isArray(value))
      return `[${Array.from({ length: value.length }, (_, at) => this.#slot(value, at)).join(', ')}]`;
    if (value instanceof Error) return `${value.name}(${this.text(value.message)})`;
    if (value instanceof Date) return `Date(${value.getTime()})`;
    if (value instanceof Map || value instanceof Set) return `${value.constructor.name}(${this.text([...value])})`;
    return undefined;
  }

  #slot(array: readonly unknown[], at: number): string {
    return at in array ? this.text(array[at]) : '<hole>';
  }

  #fields(value: object): string {
    const parts: string[] = [];
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      if (property?.enumerable !== true || (Array.isArray(value) && isIndex(key))) continue;
      const shown = property.get === undefined ? this.text(property.value) : '[getter]';
      parts.push(`${typeof key === 'symbol' ? `[${key.description}]` : JSON.stringify(key)}: ${shown}`);
    }
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
}

function isIndex(key: PropertyKey): boolean {
  return typeof key === 'string' && /^\d+$/.test(key);
}

/** Long texts by their beginning, their length and their hash. */
export function brief(text: string): string {
  if (text.length <= 4_000) return text;
  const hash = createHash('sha1').update(text, 'utf16le').digest('hex');
  return `${text.slice(0, 40)}… (${text.length} characters, ${hash})`;
}
