import { checkOptions, TailraceError } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { callSite } from '../call-site.ts';
import { Layer, layMethod } from '../layer.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';
import {
  holderOf,
  type PinoLike,
  type PinoLogger,
  type PinoModule,
  pinoLogger,
  pinoModule,
  type PinoSymbols,
  pinoSymbols,
} from './pino-parts.ts';
import { PinoRecords } from './pino-record.ts';
import { type PinoDestination, type PinoMetadata, PinoStream } from './pino-stream.ts';

/** A pino logger, pino itself, or what has a logger of pino's: fastify, pino-http. */
export type PinoSource = PinoLogger | PinoModule | { readonly logger: PinoLogger } | { readonly log: PinoLogger };

export interface PinoBridgeOptions extends BridgeOptions {
  /** Whether records say where in the source they were written; each then costs a stack. Default false. */
  readonly source?: boolean;
}

/** Files of pino, between the caller and the stream. */
const LIBRARY = /[\\/]pino(?:-http)?[\\/]/;

/**
 * Routes what pino writes into a target: of one logger and its children, made before or after, or of all loggers that
 * one copy of pino makes or has made.
 *
 * pino's own level decides what is written at all. Bindings, serializers, formatters, mixins and redaction have had
 * their say in what arrives; an `err` arrives with its stack and its causes. pino 6 to 10.
 *
 * @param source - One logger, or the module for all of its loggers; fastify and pino-http stand for their logger.
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for what is no pino.
 * @example
 * const bridge = bridgePino(logger, new FileTransport({ filename: 'app.log' }));
 */
export function bridgePino(source: PinoSource, target: BridgeTarget, options: PinoBridgeOptions = {}): Bridge {
  checkOptions<PinoBridgeOptions>('bridgePino', options, { ...BRIDGE_RULES, source: { type: 'boolean' } });
  const logger = pinoLogger(source);
  if (logger !== undefined) {
    const bridge = new PinoBridge(logger, target, options);
    bridge.layAt(logger);
    return bridge;
  }
  const pino = pinoModule(source);
  if (pino !== undefined) {
    // What all loggers of a copy of pino have in common can only be had of one of them.
    const example = pino({ enabled: false } as never, { write() {} } as never) as PinoLike;
    const bridge = new PinoBridge(example, target, options);
    bridge.layAtAll(example);
    return bridge;
  }
  throw new TailraceError('TAILRACE_BAD_OPTION', 'bridgePino takes a logger of pino, or pino itself.');
}

/**
 * Answers a stream for a logger that is yet to be made: `pino(options, pinoDestination(target))`, or as one of several
 * in `pino.multistream`.
 *
 * @throws TailraceError as {@link bridgePino}.
 */
export function pinoDestination(target: BridgeTarget, options: Omit<PinoBridgeOptions, 'passThrough'> = {}) {
  checkOptions<PinoBridgeOptions>('pinoDestination', options, { ...BRIDGE_RULES, source: { type: 'boolean' } });
  const passage = new Passage('pino', target, options);
  let taker: PinoTaker | undefined;
  return new PinoStream(undefined, (line, metadata) => {
    const { lastLogger: logger } = metadata;
    if (logger === undefined) return false;
    // Loggers of another copy of pino may write to the same stream.
    if (taker?.knows(logger) !== true) taker = new PinoTaker(logger, passage, options);
    return taker.take(line, metadata);
  });
}

/** Takes the lines of one copy of pino's loggers. */
class PinoTaker {
  readonly #passage: Passage;
  readonly #symbols: PinoSymbols;
  readonly #records: PinoRecords;
  readonly #withSource: boolean;

  constructor(logger: PinoLike, passage: Passage, options: PinoBridgeOptions) {
    this.#passage = passage;
    this.#symbols = pinoSymbols(logger);
    this.#records = new PinoRecords(this.#symbols, passage.levels, options.logger ?? 'pino');
    this.#withSource = options.source ?? false;
  }

  /** Whether a logger is of the same copy of pino. */
  knows(logger: PinoLike): boolean {
    return this.#symbols.messageKey in logger;
  }

  /** False where the line has to be written, too. */
  readonly take = (line: string, metadata: PinoMetadata): boolean => {
    const passage = this.#passage;
    if (passage.isInside()) return false;
    const level = this.#records.levelOf(metadata);
    try {
      if (!passage.wants(level, passage.isSelective ? this.#records.nameOf(metadata) : undefined)) {
        return !passage.passThrough;
      }
      const record = this.#records.of(level, line, metadata);
      if (this.#withSource) record.source = callSite(this.take, LIBRARY);
      const isHanded = passage.hand(record);
      return isHanded && !passage.passThrough;
    } catch (error) {
      passage.failed(error);
      return false;
    }
  };
}

class PinoBridge implements Bridge {
  readonly name = 'pino';
  readonly #passage: Passage;
  readonly #taker: PinoTaker;
  readonly #streamKey: symbol;
  readonly #writeKey: symbol;
  /** Weak, for a program may make loggers without end. */
  #layers: WeakRef<Layer<PinoDestination>>[] = [];
  #swept = 64;
  readonly #seen = new WeakSet<object>();
  #common: { undo(): void } | undefined;

  constructor(logger: PinoLike, target: BridgeTarget, options: PinoBridgeOptions) {
    this.#passage = new Passage(this.name, target, options);
    const { stream, write } = pinoSymbols(logger);
    this.#streamKey = stream;
    this.#writeKey = write;
    this.#taker = new PinoTaker(logger, this.#passage, options);
  }

  /** Puts a stream in the place of a logger's; its children have it from the logger. */
  layAt(logger: object): void {
    const layer = Layer.lay<PinoDestination>(
      logger,
      this.#streamKey,
      (own) => new PinoStream(own, (line, metadata) => this.#taker.take(line, metadata)),
    );
    this.#layers.push(new WeakRef(layer));
    if (this.#layers.length < this.#swept) return;
    this.#layers = this.#layers.filter((reference) => reference.deref() !== undefined);
    this.#swept = Math.max(64, this.#layers.length * 2);
  }

  /** Does so for every logger of this copy of pino, when it writes for the first time. */
  layAtAll(example: object): void {
    const key = this.#writeKey;
    this.#common = layMethod(holderOf(example, key), key, (own, self, given) => {
      try {
        const holder = holderOf(self as object, this.#streamKey);
        if (!this.#seen.has(holder)) {
          this.#seen.add(holder);
          this.layAt(holder);
        }
      } catch (error) {
        this.#passage.failed(error);
      }
      return own.below.apply(self, given);
    });
  }

  undo(): void {
    this.#common?.undo();
    for (const reference of this.#layers.splice(0)) reference.deref()?.undo();
    this.#passage.close();
  }

  counts() {
    return this.#passage.counts();
  }
}
