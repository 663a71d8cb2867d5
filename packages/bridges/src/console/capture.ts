import { EventEmitter } from 'node:events';

/** A piece of what a console wrote, and to which of its streams. */
export interface Written {
  readonly to: '_stdout' | '_stderr';
  readonly text: string;
}

/** A stream that keeps what is written; consoles ask it for listeners besides. */
class Catcher extends EventEmitter {
  readonly isTTY = false;
  readonly #caught: Written[];
  readonly #to: Written['to'];

  constructor(caught: Written[], to: Written['to']) {
    super();
    this.#caught = caught;
    this.#to = to;
  }

  write(text: unknown): boolean {
    this.#caught.push({ to: this.#to, text: String(text) });
    return true;
  }
}

const STREAMS = ['_stdout', '_stderr'] as const;

/**
 * Runs a method of a console and answers what it would have written. Nothing is written, and the console's counters,
 * timers and indentation are as after any other call. Throws what the method throws.
 */
export function capture(console: object, method: () => unknown): readonly Written[] {
  const caught: Written[] = [];
  const before = STREAMS.map((name) => Object.getOwnPropertyDescriptor(console, name));
  for (const name of STREAMS) {
    Reflect.defineProperty(console, name, {
      value: new Catcher(caught, name),
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }
  try {
    method();
  } finally {
    for (const [index, name] of STREAMS.entries()) {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(console, name);
      else Reflect.defineProperty(console, name, descriptor);
    }
  }
  return caught;
}

/** Whether a console has streams that can be changed, as Node's all have. */
export function isCapturable(console: object): boolean {
  return STREAMS.every((name) => Object.getOwnPropertyDescriptor(console, name)?.configurable === true);
}

/** Writes what was captured where it would have gone. */
export function release(console: object, written: readonly Written[]): void {
  for (const { to, text } of written) {
    (console as Record<Written['to'], { write(text: string): unknown }>)[to].write(text);
  }
}

/** Answers what says how far the groups of a console indent at the moment. */
export function indentationOf(console: object): () => string {
  const holder = console as Record<symbol, unknown>;
  const key = Object.getOwnPropertySymbols(console).find(
    (symbol) => symbol.description?.startsWith(INDENTATION) === true && typeof holder[symbol] === 'string',
  );
  // A console of somebody's own may keep it anywhere.
  if (key === undefined) return () => '';
  return () => {
    const indentation = holder[key];
    return typeof indentation === 'string' ? indentation : '';
  };
}

/** How the names begin of where Node's consoles keep it: `kGroupIndent`, since Node 24 `kGroupIndentationString`. */
const INDENTATION = 'kGroupIndent';
