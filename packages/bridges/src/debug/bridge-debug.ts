import { formatWithOptions, stripVTControlCharacters } from 'node:util';
import { checkOptions, isError, knownSeverity, TailraceError } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { callSite } from '../call-site.ts';
import { draft } from '../draft.ts';
import { type AnyFunction, type Layer, layMethod } from '../layer.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';

/** debug itself. Each copy of it in a program is bridged on its own. */
export type DebugModule = ((namespace: string) => unknown) & { readonly formatters: object };

export interface DebugBridgeOptions extends BridgeOptions {
  /** The level of all records; `debug` by default. */
  readonly level?: string;
  /** Whether records say where in the source they were written; each then costs a stack. Default false. */
  readonly source?: boolean;
}

/** One of debug's functions, for one namespace. */
interface Debugger {
  readonly namespace: string;
  readonly useColors?: boolean;
  readonly curr?: number;
  readonly inspectOpts?: object;
  readonly log?: unknown;
}

/** Files of debug, between the caller and the bridge. */
const LIBRARY = /[\\/]debug[\\/](?:src|dist)[\\/]/;

/**
 * Routes what debug writes into a target, of all namespaces that are enabled, made before or after.
 *
 * The namespace is the record's logger; the message is without time, namespace and colours. debug 2 to 4.
 *
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for what is no debug.
 * @example
 * const bridge = bridgeDebug(require('debug'), new FileTransport({ filename: 'app.log' }));
 */
export function bridgeDebug(debug: DebugModule, target: BridgeTarget, options: DebugBridgeOptions = {}): Bridge {
  checkOptions<DebugBridgeOptions>('bridgeDebug', options, {
    ...BRIDGE_RULES,
    level: { type: 'string' },
    source: { type: 'boolean' },
  });
  const module = debugModule(debug);
  if (module === undefined) throw new TailraceError('TAILRACE_BAD_OPTION', 'bridgeDebug takes debug itself.');
  const bridge = new DebugBridge(target, options);
  bridge.lay(module);
  return bridge;
}

function debugModule(given: unknown): object | undefined {
  const { default: byDefault } = (given ?? {}) as { default?: unknown };
  return [given, byDefault].find((value): value is () => void => {
    if (typeof value !== 'function') return false;
    const { formatArgs, formatters } = value as { formatArgs?: unknown; formatters?: unknown };
    return typeof formatArgs === 'function' && typeof formatters === 'object' && formatters !== null;
  });
}

class DebugBridge implements Bridge {
  readonly name = 'debug';
  readonly #passage: Passage;
  readonly #level: { readonly level: string; readonly severity: number };
  readonly #withSource: boolean;
  readonly #layers: Layer<AnyFunction>[] = [];
  /** Of loggers that write elsewhere than debug does; weak, for a program may make them without end. */
  #ownLogs: WeakRef<Layer<AnyFunction>>[] = [];
  /** An error that debug has made text of on its way. */
  #error: unknown;
  #isTaken = false;

  constructor(target: BridgeTarget, options: DebugBridgeOptions) {
    const level = options.level ?? 'debug';
    this.#level = { level, severity: knownSeverity(level) };
    this.#passage = new Passage(this.name, target, options);
    this.#withSource = options.source ?? false;
  }

  lay(debug: object): void {
    const { formatters, log } = debug as { formatters: Record<string, unknown>; log?: unknown };
    this.#layers.push(
      layMethod(debug, 'coerce', (own, self, given) => {
        this.#error = isError(given[0]) ? given[0] : undefined;
        return own.below.apply(self, given);
      }),
    );
    for (const letter of ['o', 'O']) {
      if (typeof formatters[letter] !== 'function') continue;
      this.#layers.push(
        layMethod(formatters, letter, (own, self, given) => {
          if (this.#error === undefined && isError(given[0])) [this.#error] = given;
          return own.below.apply(self, given);
        }),
      );
    }
    this.#layers.push(layMethod(debug, 'formatArgs', (own, self, given) => this.#format(own, self as Debugger, given)));
    if (typeof log === 'function') this.#layers.push(this.#swallow(debug));
  }

  undo(): void {
    for (const layer of this.#layers.splice(0)) layer.undo();
    for (const reference of this.#ownLogs.splice(0)) reference.deref()?.undo();
    this.#passage.close();
  }

  counts() {
    return this.#passage.counts();
  }

  /** debug's last step before it writes: its arguments are still without time, namespace and colours. */
  #format(own: Layer<AnyFunction>, self: Debugger, given: unknown[]): unknown {
    const error = this.#error;
    this.#error = undefined;
    this.#isTaken = false;
    if (!this.#passage.isInside()) {
      const isHanded = this.#hand(self, given[0] as unknown[], error, own.value);
      this.#isTaken = isHanded && !this.#passage.passThrough;
      if (this.#isTaken) {
        if (Object.hasOwn(self, 'log') && typeof self.log === 'function') this.#takeOwnLog(self);
        return undefined;
      }
    }
    return own.below.apply(self, given);
  }

  #hand(self: Debugger, parts: readonly unknown[], coerced: unknown, called: AnyFunction): boolean {
    const passage = this.#passage;
    if (!passage.wants(this.#level, self.namespace)) return true;
    try {
      const text = formatWithOptions({ ...self.inspectOpts, colors: false }, ...parts);
      // Objects within the text have debug's colours on a terminal.
      const message = self.useColors === true ? stripVTControlCharacters(text) : text;
      const record = draft(this.#level, self.namespace, message);
      record.timestamp = typeof self.curr === 'number' ? self.curr : undefined;
      record.error = coerced ?? parts.find(isError);
      if (this.#withSource) record.source = callSite(called, LIBRARY);
      return passage.hand(record);
    } catch (failure) {
      passage.failed(failure);
      return false;
    }
  }

  /** A logger whose output its owner has sent elsewhere. */
  #takeOwnLog(self: Debugger): void {
    if (this.#ownLogs.some((reference) => reference.deref()?.owner === self)) return;
    try {
      this.#ownLogs.push(new WeakRef(this.#swallow(self)));
    } catch (error) {
      this.#passage.failed(error);
    }
  }

  /** What has just been taken is not written. */
  #swallow(owner: object): Layer<AnyFunction> {
    return layMethod(owner, 'log', (own, self, given) => {
      const isTaken = this.#isTaken;
      this.#isTaken = false;
      return isTaken ? undefined : own.below.apply(self, given);
    });
  }
}
