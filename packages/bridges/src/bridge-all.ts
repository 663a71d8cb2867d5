import { checkOptions } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeCounts, type BridgeOptions } from './bridge.ts';
import { type BunyanSource, bridgeBunyan } from './bunyan/bridge-bunyan.ts';
import { bridgeConsole, type ConsoleBridgeOptions } from './console/bridge-console.ts';
import { bridgeDebug, type DebugBridgeOptions, type DebugModule } from './debug/bridge-debug.ts';
import { loadedModules } from './loaded-modules.ts';
import { bridgeLog4js, type Log4jsModule } from './log4js/bridge-log4js.ts';
import { bridgePino, type PinoBridgeOptions, type PinoSource } from './pino/bridge-pino.ts';
import { bridgeUncaught, type UncaughtBridgeOptions } from './process/bridge-uncaught.ts';
import { bridgeWarnings } from './process/bridge-warnings.ts';
import type { BridgeTarget } from './target/target.ts';

/** One or several of a library's loggers or modules; or `'loaded'`: every copy that CommonJS has loaded so far. */
export type Libraries<T> = T | readonly T[] | 'loaded';

/** Which libraries are bridged, beside the options that hold for all of them. */
export interface BridgeAllOptions extends BridgeOptions {
  /** False: not; or options of its own. Default true. */
  readonly console?: boolean | Omit<ConsoleBridgeOptions, keyof BridgeOptions>;
  /** Default true. */
  readonly warnings?: boolean;
  /** False: not; or options of its own. Default true. */
  readonly uncaught?: boolean | Omit<UncaughtBridgeOptions, keyof BridgeOptions>;
  readonly pino?: Libraries<PinoSource>;
  readonly bunyan?: Libraries<BunyanSource>;
  readonly debug?: Libraries<DebugModule>;
  readonly log4js?: Libraries<Log4jsModule>;
  /** Whether records of console, pino and debug say where they were written. Default false. */
  readonly source?: boolean;
}

/** Bridges over several libraries, as one. */
export interface BridgeSet extends Bridge {
  /** The bridges in the order in which they were made. */
  readonly bridges: readonly Bridge[];
}

const ENTRIES = {
  pino: /\/pino\/pino\.js$/,
  bunyan: /\/bunyan\/lib\/bunyan\.js$/,
  debug: /\/debug\/(?:src\/index|src\/node|node)\.js$/,
  log4js: /\/log4js\/lib\/log4js\.js$/,
} as const;

/**
 * Routes console, Node's warnings and uncaught errors into a target, and the libraries that are named.
 *
 * @throws TailraceError as the bridges themselves; nothing is bridged then.
 * @example
 * const bridges = bridgeAll(transport, {
 *   pino: logger,
 *   debug: 'loaded',
 *   levelByLogger: { default: 'info', kafkajs: 'error' },
 * });
 */
export function bridgeAll(target: BridgeTarget, options: BridgeAllOptions = {}): BridgeSet {
  checkOptions<BridgeAllOptions>('bridgeAll', options, {
    ...BRIDGE_RULES,
    console: { type: 'object', oneOf: [true, false] },
    warnings: { type: 'boolean' },
    uncaught: { type: 'object', oneOf: [true, false] },
    pino: { type: 'any' },
    bunyan: { type: 'any' },
    debug: { type: 'any' },
    log4js: { type: 'any' },
    source: { type: 'boolean' },
  });
  const { console = true, warnings = true, uncaught = true, pino, bunyan, debug, log4js, source, ...common } = options;
  const withSource: PinoBridgeOptions & DebugBridgeOptions = { ...common, ...(source !== undefined && { source }) };
  const bridges: Bridge[] = [];
  try {
    if (console !== false) bridges.push(bridgeConsole(target, { ...withSource, ...ownOptions(console) }));
    if (warnings) bridges.push(bridgeWarnings(target, common));
    if (uncaught !== false) {
      // Node prints by itself what ends a process, whatever becomes of the other output.
      const { passThrough: _, ...rest } = common;
      bridges.push(bridgeUncaught(target, { ...rest, ...ownOptions(uncaught) }));
    }
    for (const one of each(pino, ENTRIES.pino)) bridges.push(bridgePino(one, target, withSource));
    for (const one of each(bunyan, ENTRIES.bunyan)) bridges.push(bridgeBunyan(one, target, common));
    for (const one of each(debug, ENTRIES.debug)) bridges.push(bridgeDebug(one, target, withSource));
    for (const one of each(log4js, ENTRIES.log4js)) bridges.push(bridgeLog4js(one, target, common));
  } catch (error) {
    undoAll(bridges);
    throw error;
  }
  return { name: 'all', bridges, undo: () => undoAll(bridges), counts: () => sumOf(bridges) };
}

function ownOptions<T extends object>(options: true | T): T | undefined {
  return options === true ? undefined : options;
}

function each<T>(given: Libraries<T> | undefined, entry: RegExp): readonly T[] {
  if (given === undefined) return [];
  if (given === 'loaded') return loadedModules(entry) as readonly T[];
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

function undoAll(bridges: readonly Bridge[]): void {
  for (const bridge of bridges.toReversed()) bridge.undo();
}

function sumOf(bridges: readonly Bridge[]): BridgeCounts {
  const sum = { offered: 0, handed: 0, failed: 0, dropped: {} as Record<string, number> };
  for (const { offered, handed, failed, dropped } of bridges.map((bridge) => bridge.counts())) {
    sum.offered += offered;
    sum.handed += handed;
    sum.failed += failed;
    for (const [reason, count] of Object.entries(dropped)) sum.dropped[reason] = (sum.dropped[reason] ?? 0) + count;
  }
  return sum;
}
