import { checkOptions, isError, TailraceError } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { callSite } from '../call-site.ts';
import { type AnyFunction, type Layer, layMethod } from '../layer.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';
import {
  areRelated,
  type BunyanLevel,
  type BunyanLogger,
  type BunyanModule,
  type BunyanParts,
  bunyanPrototype,
  type BunyanRecord,
  isBunyanLogger,
  LEVEL_METHODS,
} from './bunyan-parts.ts';
import { ofBunyan } from './bunyan-record.ts';

/** A bunyan logger, or bunyan itself. */
export type BunyanSource = BunyanLogger | BunyanModule;

/**
 * Routes what bunyan writes into a target: of one logger and its children, made before or after, or of all loggers of
 * one copy of bunyan.
 *
 * The levels of the logger's own streams decide what is written at all. Fields and serializers have had their say in
 * what arrives; an `err` arrives with its stack and its causes.
 *
 * @param source - One logger, or the module for all of its loggers.
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for what is no bunyan.
 * @example
 * const bridge = bridgeBunyan(logger, new FileTransport({ filename: 'app.log' }));
 */
export function bridgeBunyan(source: BunyanSource, target: BridgeTarget, options: BridgeOptions = {}): Bridge {
  checkOptions<BridgeOptions>('bridgeBunyan', options, BRIDGE_RULES);
  const prototype = bunyanPrototype(source);
  if (prototype === undefined) {
    throw new TailraceError('TAILRACE_BAD_OPTION', 'bridgeBunyan takes a logger of bunyan, or bunyan itself.');
  }
  const bridge = new BunyanBridge(isBunyanLogger(source) ? source : undefined, target, options);
  bridge.lay(prototype);
  return bridge;
}

/**
 * Answers a raw stream for a logger that is yet to be made, or for `addStream`:
 * `bunyan.createLogger({ name: 'shop', streams: [bunyanStream(target)] })`. Causes of errors arrive only as far as
 * bunyan's serializer has written them.
 *
 * @param level - As of all streams of bunyan's; `info` by default.
 * @throws TailraceError as {@link bridgeBunyan}.
 */
export function bunyanStream(
  target: BridgeTarget,
  { level = 'info', ...options }: Omit<BridgeOptions, 'passThrough'> & { readonly level?: BunyanLevel } = {},
) {
  checkOptions<BridgeOptions>('bunyanStream', options, BRIDGE_RULES);
  const passage = new Passage('bunyan', target, options);
  const write = (record: BunyanRecord): void => {
    if (!passage.isInside()) take(passage, record, undefined, options.logger ?? 'bunyan');
  };
  // bunyan's types say so of streams, whose raw ones need nothing but `write`.
  return { type: 'raw', level, stream: { write } as unknown as NodeJS.WritableStream } as const;
}

/** False where the target has not taken the record. */
function take(passage: Passage, record: BunyanRecord, original: unknown, logger: string): boolean {
  try {
    const level = passage.levels.ofNumber(record['level']);
    const { name } = record;
    if (!passage.wants(level, typeof name === 'string' ? name : logger)) return true;
    return passage.hand(ofBunyan(level, record, original, logger));
  } catch (error) {
    passage.failed(error);
    return false;
  }
}

/** What a call was given, which is no longer in the record. */
interface Call {
  readonly error: unknown;
  readonly src: object | undefined;
}

class BunyanBridge implements Bridge {
  readonly name = 'bunyan';
  readonly #of: BunyanParts | undefined;
  readonly #passage: Passage;
  readonly #logger: string;
  readonly #layers: Layer<AnyFunction>[] = [];
  #call: Call | undefined;

  constructor(of: BunyanParts | undefined, target: BridgeTarget, options: BridgeOptions) {
    this.#of = of;
    this.#passage = new Passage(this.name, target, options);
    this.#logger = options.logger ?? 'bunyan';
  }

  lay(prototype: object): void {
    for (const method of LEVEL_METHODS) {
      this.#layers.push(layMethod(prototype, method, (own, self, given) => this.#remember(own, self, given)));
    }
    this.#layers.push(layMethod(prototype, '_emit', (own, self, given) => this.#emit(own, self, given)));
  }

  undo(): void {
    for (const layer of this.#layers.splice(0)) layer.undo();
    this.#passage.close();
  }

  counts() {
    return this.#passage.counts();
  }

  #remember(own: Layer<AnyFunction>, self: unknown, given: unknown[]): unknown {
    const outer = this.#call;
    const [first] = given;
    const error = isError(first) ? first : (first as { err?: unknown } | null | undefined)?.err;
    // bunyan looks three frames up for the caller, where it now finds the bridge.
    const withSource = (self as Partial<BunyanParts> | undefined)?.src === true && given.length > 0;
    this.#call = { error, src: withSource ? srcOf(own.value) : undefined };
    try {
      return own.below.apply(self, given);
    } finally {
      this.#call = outer;
    }
  }

  #emit(own: Layer<AnyFunction>, self: unknown, given: unknown[]): unknown {
    const [record, isOnlyText] = given as [BunyanRecord, unknown];
    const call = this.#call;
    // Where bunyan found a place, it is the bridge's; on newer Nodes it finds none.
    if (call?.src !== undefined && Object.keys(record['src'] ?? {}).length > 0)
      Object.assign(record, { src: call.src });
    const logger = self as BunyanParts;
    const isOurs = this.#of === undefined || areRelated(logger, this.#of);
    if (!isOurs || isOnlyText || this.#passage.isInside() || !isWritten(logger, record)) {
      return own.below.apply(self, given);
    }
    const whole = call?.src === undefined ? record : { ...record, src: call.src };
    const isTaken = take(this.#passage, whole, call?.error, this.#logger);
    return isTaken && !this.#passage.passThrough ? undefined : own.below.apply(self, given);
  }
}

/** Whether any stream of the logger takes records of this level. */
function isWritten({ streams }: BunyanParts, { level }: BunyanRecord): boolean {
  return streams.some((stream) => stream.level <= (level as number));
}

function srcOf(called: object): object | undefined {
  const site = callSite(called);
  if (site === undefined) return undefined;
  return { file: site.module, line: site.line, ...(site.function !== undefined && { func: site.function }) };
}
