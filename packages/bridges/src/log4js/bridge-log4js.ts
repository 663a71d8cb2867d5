import { checkOptions, isError, TailraceError } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { type AnyFunction, type Layer, layMethod } from '../layer.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';
import { type Log4jsEvent, ofLog4js } from './log4js-record.ts';

/** log4js itself. */
export interface Log4jsModule {
  getLogger(category?: string): object;
  configure(...parameters: never[]): unknown;
}

/** The parts of log4js's loggers that a bridge needs. */
interface Log4jsLogger {
  readonly category: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly useCallStack: boolean;
  readonly callStackSkipIndex: number;
  parseCallStack: (error: Error, skip: number) => object | undefined | null;
}

/** How many lines of a stack stand above the caller's: the error's own, and log4js's three functions. */
const OWN_LINES = 4;

/**
 * Routes what log4js's loggers write into a target, of all categories, made before or after, and through every
 * `configure`.
 *
 * The levels of log4js's categories decide what is written at all. In a cluster each worker has its own bridge.
 *
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for what is no log4js.
 * @example
 * const bridge = bridgeLog4js(require('log4js'), new FileTransport({ filename: 'app.log' }));
 */
export function bridgeLog4js(log4js: Log4jsModule, target: BridgeTarget, options: BridgeOptions = {}): Bridge {
  checkOptions<BridgeOptions>('bridgeLog4js', options, BRIDGE_RULES);
  const prototype = loggerPrototype(log4js);
  if (prototype === undefined) throw new TailraceError('TAILRACE_BAD_OPTION', 'bridgeLog4js takes log4js itself.');
  return new Log4jsBridge(prototype, target, options);
}

/**
 * Answers an appender for log4js's configuration:
 * `log4js.configure({ appenders: { tailrace: { type: log4jsAppender(target) } }, categories: … })`.
 *
 * @throws TailraceError as {@link bridgeLog4js}.
 */
export function log4jsAppender(target: BridgeTarget, options: Omit<BridgeOptions, 'passThrough'> = {}) {
  checkOptions<BridgeOptions>('log4jsAppender', options, BRIDGE_RULES);
  const passage = new Passage('log4js', target, options);
  return {
    configure: () => (event: Log4jsEvent) => {
      if (!passage.isInside()) take(passage, event);
    },
  };
}

/** False where the target has not taken the event. */
function take(passage: Passage, event: Log4jsEvent): boolean {
  try {
    const level = passage.levels.ofLog4js(event.level.levelStr, event.level.level);
    return !passage.wants(level, event.categoryName) || passage.hand(ofLog4js(level, event));
  } catch (error) {
    passage.failed(error);
    return false;
  }
}

function loggerPrototype(given: unknown): object | undefined {
  const { default: byDefault } = (given ?? {}) as { default?: unknown };
  for (const module of [given, byDefault]) {
    const { getLogger, configure } = (module ?? {}) as Partial<Log4jsModule>;
    if (typeof getLogger !== 'function' || typeof configure !== 'function') continue;
    const prototype = Object.getPrototypeOf(getLogger()) as object | null;
    if (prototype !== null && '_log' in prototype) return prototype;
  }
  return undefined;
}

class Log4jsBridge implements Bridge {
  readonly name = 'log4js';
  readonly #passage: Passage;
  readonly #layer: Layer<AnyFunction>;

  constructor(prototype: object, target: BridgeTarget, options: BridgeOptions) {
    this.#passage = new Passage(this.name, target, options);
    this.#layer = layMethod(prototype, '_log', (own, self, given) => this.#log(own, self as Log4jsLogger, given));
  }

  undo(): void {
    this.#layer.undo();
    this.#passage.close();
  }

  counts() {
    return this.#passage.counts();
  }

  #log(own: Layer<AnyFunction>, self: Log4jsLogger, given: unknown[]): unknown {
    const [level, data] = given as [Log4jsEvent['level'], readonly unknown[]];
    const isTraced = self.useCallStack;
    const place = isTraced ? placeOf(self, data.find(isError), own.value) : undefined;
    if (!this.#passage.isInside()) {
      const event: Log4jsEvent = { ...place, categoryName: self.category, level, data, context: self.context };
      if (take(this.#passage, event) && !this.#passage.passThrough) return undefined;
    }
    if (!isTraced) return own.below.apply(self, given);
    // log4js counts lines of the stack up to the caller, and would find the bridge.
    const { parseCallStack } = self;
    self.parseCallStack = () => place;
    try {
      return own.below.apply(self, given);
    } finally {
      self.parseCallStack = parseCallStack;
    }
  }
}

/** Where the call stands, as log4js would find it. */
function placeOf(self: Log4jsLogger, error: Error | undefined, called: AnyFunction): object | undefined {
  try {
    if (error !== undefined) {
      const found = self.parseCallStack(error, self.callStackSkipIndex + 1);
      if (found) return found;
    }
    const here = { stack: '' };
    Error.captureStackTrace(here, called);
    // The bridge's own function, which stands for log4js's, is not among these lines.
    return self.parseCallStack(here as unknown as Error, self.callStackSkipIndex + OWN_LINES - 1) ?? undefined;
  } catch {
    return undefined;
  }
}
