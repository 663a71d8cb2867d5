import { EventEmitter } from 'node:events';
import TransportStream from 'winston-transport';
import { brief, render } from './render.ts';
import type { Loose } from './sides.ts';

const MESSAGE = Symbol.for('message');

/** What a transport of a scenario does besides writing down what it is given. */
export interface TransportHabits extends Record<string, unknown> {
  /** Writes down the whole info, and not its text alone. */
  readonly whole?: boolean;
  /** When it calls back: at once, in a later turn of the event loop, or not at all. */
  readonly answers?: 'at once' | 'later' | 'never';
  /** Done for each info before it is written down. */
  readonly first?: (info: Loose) => void;
}

/** Writes down, in order, what can be observed while a scenario runs. */
export class Watch {
  readonly seen: string[] = [];
  readonly #names = new Map<unknown, string>();
  readonly #cleanUps: (() => void)[] = [];

  /** Gives an object a name, under which it is written down wherever it turns up. */
  name<T>(value: T, name: string): T {
    this.#names.set(value, name);
    return value;
  }

  /** A value as it is written down. */
  text(value: unknown): string {
    return render(value, this.#names);
  }

  note(label: string, ...values: unknown[]): void {
    this.seen.push([`${label}:`, ...values.map((value) => this.text(value))].join(' '));
  }

  /** Does something, and writes down what it answers or throws. */
  call<T>(label: string, action: () => T): T | undefined {
    try {
      const answer = action();
      this.note(label, answer);
      return answer;
    } catch (error) {
      this.note(`${label} throws`, nameless(error));
      return undefined;
    }
  }

  /** A transport that writes down what it is given. */
  transport(name: string, { whole, answers, first, ...options }: TransportHabits = {}): Loose {
    const transport = new TransportStream({
      log: (info: Loose, next: () => void) => {
        first?.(info);
        if (whole === true) this.note(name, info);
        else this.seen.push(`${name}: ${brief(String(info[MESSAGE]))}`);
        if (answers === 'later') setImmediate(next);
        else if (answers !== 'never') next();
      },
      ...options,
    });
    return this.name(transport, `<${name}>`);
  }

  /** A logger under the name of `<logger>`. */
  logger(winston: Loose, options?: Loose): Loose {
    return this.name(options === undefined ? winston.createLogger() : winston.createLogger(options), '<logger>');
  }

  /** Writes down events of an emitter, with what comes with them. */
  events(emitter: EventEmitter, label: string, ...names: readonly string[]): void {
    for (const name of names) emitter.on(name, (...values: unknown[]) => this.note(`${label} '${name}'`, ...values));
  }

  /** Writes down, in place of printing, what goes to the console. */
  takeConsole(): void {
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const before = console[method];
      console[method] = (...values: unknown[]) => this.note(`console.${method}`, ...values);
      this.after(() => {
        console[method] = before;
      });
    }
    const streams = console as unknown as Record<'_stdout' | '_stderr', { write(text: string): boolean }>;
    for (const name of ['_stdout', '_stderr'] as const) {
      const stream = streams[name];
      const before = stream.write.bind(stream);
      stream.write = (text) => {
        this.note(name, text);
        return true;
      };
      this.after(() => {
        stream.write = before;
      });
    }
  }

  /** Something to be undone after the scenario. */
  after(cleanUp: () => void): void {
    this.#cleanUps.push(cleanUp);
  }

  cleanUp(): void {
    for (const cleanUp of this.#cleanUps.toReversed()) cleanUp();
  }
}

/** An error of the engine names what stands before the dot, which is nobody's concern. */
function nameless(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  return new TypeError(error.message.replaceAll(/\b(?:this|logger|self|transport)\./g, ''));
}

/** A few turns of the event loop: what is going to happen without timers has happened then. */
export async function turns(count: number = 8): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when an event comes. */
export function heard(emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => {
    emitter.once(event, () => resolve());
  });
}
