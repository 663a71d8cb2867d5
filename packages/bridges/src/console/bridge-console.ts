import { format } from 'node:util';
import { checkOptions, isError, TailraceError } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { callSite } from '../call-site.ts';
import { draft } from '../draft.ts';
import { type AnyFunction, type Layer, layMethod } from '../layer.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';
import { capture, indentationOf, isCapturable, release, type Written } from './capture.ts';
import { CHANGING, type ConsoleMethod, FORMATTING, REPEATABLE } from './methods.ts';

export interface ConsoleBridgeOptions extends BridgeOptions {
  /** The console; the global one by default. */
  readonly console?: Console;
  /** Whether records say where in the source they were written; each then costs a stack. Default false. */
  readonly source?: boolean;
}

/**
 * Routes what is written to the console into a target: `log`, `info`, `debug`, `warn`, `error`, `trace`, `dir`, `table`,
 * `assert`, `count`, `time` and `group` with their relatives.
 *
 * A record's message is what the console would have written to a file, indentation of groups included; the first error
 * among the arguments is its `error`, with stack and causes. What the target itself writes to the console goes to the
 * original output, and what the target does not take as well.
 *
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for a target that takes no records, and for a console
 *   that cannot be changed.
 * @example
 * const bridge = bridgeConsole(new FileTransport({ filename: 'app.log' }));
 * console.warn('disk at %d %', 91);
 * bridge.undo();
 */
export function bridgeConsole(target: BridgeTarget, options: ConsoleBridgeOptions = {}): Bridge {
  checkOptions<ConsoleBridgeOptions>('bridgeConsole', options, {
    ...BRIDGE_RULES,
    console: { type: 'object' },
    source: { type: 'boolean' },
  });
  const bridge = new ConsoleBridge(options.console ?? globalThis.console, target, options);
  bridge.lay();
  return bridge;
}

/** Consoles of which a method is being captured: it calls others, which must then do their work and nothing else. */
const captured = new WeakSet<object>();
/** Whose layer a method is, for bridges that lie on others. */
const bridgeOf = new WeakMap<AnyFunction, ConsoleBridge>();

class ConsoleBridge implements Bridge {
  readonly name = 'console';
  readonly #console: Console;
  readonly #passage: Passage;
  readonly #logger: string;
  readonly #withSource: boolean;
  readonly #layers: Layer<AnyFunction>[] = [];
  readonly #indentation: () => string;
  /** A method below is at work: those that it calls are part of it. */
  #isBelow = false;

  constructor(console: Console, target: BridgeTarget, options: ConsoleBridgeOptions) {
    this.#console = console;
    this.#passage = new Passage(this.name, target, options);
    this.#logger = options.logger ?? 'console';
    this.#indentation = indentationOf(console);
    this.#withSource = options.source ?? false;
  }

  /** Takes over the methods, all or none. */
  lay(): void {
    if (typeof this.#console.log !== 'function') {
      throw new TailraceError('TAILRACE_BAD_OPTION', "bridgeConsole: 'console' takes a console.");
    }
    try {
      for (const method of FORMATTING) this.#lay(method, (own, given) => this.#format(method, own, given));
      this.#lay('trace', (own, given) => this.#trace(own, given));
      for (const method of REPEATABLE) this.#lay(method, (own, given) => this.#capture(method, own, given, true));
      for (const method of CHANGING) this.#lay(method, (own, given) => this.#capture(method, own, given, false));
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  undo(): void {
    for (const layer of this.#layers.splice(0)) layer.undo();
    this.#passage.close();
  }

  counts() {
    return this.#passage.counts();
  }

  /** Takes what a bridge that lies on this one has captured. */
  relay(method: ConsoleMethod, written: readonly Written[], given: readonly unknown[]): void {
    const layer = this.#layers.find(({ key }) => key === method);
    const isHanded = !this.#passage.isInside() && this.#hand(method, given, layer, () => textOf(written) ?? '');
    if (!isHanded || this.#passage.passThrough) this.#passDown(method, layer?.below, written, given);
  }

  #lay(method: ConsoleMethod, instead: (own: Layer<AnyFunction>, given: unknown[]) => unknown): void {
    if (typeof this.#console[method] !== 'function') return;
    const layer = layMethod(this.#console, method, (own, self, given) => {
      if (this.#isBelow || captured.has(this.#console) || this.#passage.isInside()) {
        return own.below.apply(self, given);
      }
      return instead(own, given);
    });
    this.#layers.push(layer);
    bridgeOf.set(layer.value, this);
  }

  #format(method: ConsoleMethod, own: Layer<AnyFunction>, given: unknown[]): unknown {
    const isHanded = this.#hand(method, given, own, () =>
      this.#indented(given.length === 1 ? textOfOne(given[0]) : format(...given)),
    );
    return isHanded && !this.#passage.passThrough ? undefined : this.#callBelow(own, given);
  }

  /** The stack is that of the caller here; the method's own would show the bridge. */
  #trace(own: Layer<AnyFunction>, given: unknown[]): unknown {
    const isHanded = this.#hand('trace', given, own, () => {
      const holder: { name: string; message: string; stack?: unknown } = { name: 'Trace', message: format(...given) };
      Error.captureStackTrace(holder, own.value);
      return this.#indented(String(holder.stack));
    });
    return isHanded && !this.#passage.passThrough ? undefined : this.#callBelow(own, given);
  }

  #capture(method: ConsoleMethod, own: Layer<AnyFunction>, given: unknown[], isRepeatable: boolean): unknown {
    if (!isCapturable(this.#console)) return this.#withoutCapture(method, own, given);
    const written = this.#captured(own, given);
    const text = textOf(written);
    if (text === undefined) return undefined;
    const isHanded = this.#hand(method, given, own, () => text);
    if (isHanded && !this.#passage.passThrough) return undefined;
    // On a terminal a second call has its colours.
    if (isRepeatable) return this.#callBelow(own, given);
    this.#passDown(method, own.below, written, given);
    return undefined;
  }

  /** A console of somebody's own: what its methods write beyond their arguments cannot be known. */
  #withoutCapture(method: ConsoleMethod, own: Layer<AnyFunction>, given: unknown[]): unknown {
    if (given.length > 0) this.#hand(method, given, own, () => format(...given));
    return this.#callBelow(own, given);
  }

  #callBelow(own: Layer<AnyFunction>, given: unknown[]): unknown {
    this.#isBelow = true;
    try {
      return own.below.apply(this.#console, given);
    } finally {
      this.#isBelow = false;
    }
  }

  #captured(own: Layer<AnyFunction>, given: unknown[]): readonly Written[] {
    captured.add(this.#console);
    try {
      return capture(this.#console, () => own.below.apply(this.#console, given));
    } finally {
      captured.delete(this.#console);
    }
  }

  #passDown(
    method: ConsoleMethod,
    below: AnyFunction | undefined,
    written: readonly Written[],
    given: readonly unknown[],
  ): void {
    const next = below === undefined ? undefined : bridgeOf.get(below);
    if (next === undefined) release(this.#console, written);
    else next.relay(method, written, given);
  }

  #hand(
    method: ConsoleMethod,
    given: readonly unknown[],
    own: Layer<AnyFunction> | undefined,
    message: () => string,
  ): boolean {
    const level = this.#passage.levels.of(method);
    if (!this.#passage.wants(level, this.#logger)) return true;
    try {
      const record = draft(level, this.#logger, message());
      record.error = given.find(isError);
      if (this.#withSource && own !== undefined) record.source = callSite(own.value);
      return this.#passage.hand(record);
    } catch (error) {
      this.#passage.failed(error);
      return false;
    }
  }

  #indented(text: string): string {
    const indentation = this.#indentation();
    return indentation === '' ? text : indentation + text.replaceAll('\n', `\n${indentation}`);
  }
}

function textOfOne(given: unknown): string {
  return typeof given === 'string' ? given : format(given);
}

/** What was written, without the newline at its end; undefined where nothing was. */
function textOf(written: readonly Written[]): string | undefined {
  if (written.length === 0) return undefined;
  return written
    .map(({ text }) => text)
    .join('')
    .replace(/\n$/, '');
}
