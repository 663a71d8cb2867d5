import { saidBy } from '../pipeline/lazy-message.ts';
import type { StockLogger } from '../stock.ts';
import type { Offspring } from './offspring.ts';
import type { LoggerCore } from './logger-core.ts';
import { newInfo } from './new-info.ts';
import { PLACES } from './places.ts';
import type { Info } from './transport.ts';

const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');

const ALL_PLACES = new RegExp(PLACES.source, 'g');

/** `log(info)`, `log(level, message)`, `log(level, info)` and `log(level, message, ...splat)`, as Winston takes them. */
export function logInfo(
  self: StockLogger,
  core: LoggerCore,
  child: Offspring | undefined,
  parameters: unknown[],
): void {
  const [level, given] = parameters;
  if (parameters.length === 1) {
    const info = level as Info;
    info[LEVEL] = info['level'];
    sayInfo(self, core, child, info, false);
    return;
  }
  const isSaid = typeof given === 'function' && core.wantsOf(level as string, child);
  const message = isSaid ? saidBy(given, core.room.diagnostics) : given;
  if (parameters.length > 2) {
    saySplat(self, core, child, level, message, parameters.slice(2));
  } else if (message && typeof message === 'object') {
    const info = message as Info;
    info[LEVEL] = info['level'] = level;
    sayInfo(self, core, child, info, false);
  } else {
    sayWords(self, core, child, level, message, false);
  }
}

/** `info(message)`: what has a message of its own is the info. */
export function say(
  self: StockLogger,
  core: LoggerCore,
  child: Offspring | undefined,
  level: string,
  given: unknown,
): void {
  let message = given;
  if (typeof given !== 'string') {
    if (typeof given === 'function') message = saidBy(given, core.room.diagnostics);
    if (message && (message as Info)['message']) {
      const info = message as Info;
      info['level'] = info[LEVEL] = level;
      sayInfo(self, core, child, info, true);
      return;
    }
  }
  sayWords(self, core, child, level, message, true);
}

/** An info that was made of nothing but a level and a message. */
function sayWords(
  self: StockLogger,
  core: LoggerCore,
  child: Offspring | undefined,
  level: unknown,
  message: unknown,
  isWanted: boolean,
): void {
  const isDirect = core.isDirect(self, child);
  const info = child === undefined || !isDirect ? newInfo() : child.base();
  // A level's method begins with the message, and `log` with the level: some formats write fields in their order.
  if (isWanted) info['message'] = message;
  info['level'] = info[LEVEL] = level;
  info['message'] = message;
  core.addDefaults(self, info);
  if (isDirect) core.enter(info, child, true, isWanted);
  else self.write(info);
}

/** An info that the caller handed in. */
function sayInfo(
  self: StockLogger,
  core: LoggerCore,
  child: Offspring | undefined,
  info: Info,
  isWanted: boolean,
): void {
  core.addDefaults(self, info);
  if (!core.isDirect(self, child)) self.write(info);
  else if (child === undefined) core.enter(info, undefined, false, isWanted);
  else core.enter(child.under(info), child, true, isWanted);
}

/** `log(level, message, ...splat)`: the first object becomes part of the info, unless the message has places for it. */
export function saySplat(
  self: StockLogger,
  core: LoggerCore,
  child: Offspring | undefined,
  level: unknown,
  message: unknown,
  splat: unknown[],
): void {
  const isDirect = core.isDirect(self, child);
  const own = isDirect ? child : undefined;
  const meta = splat[0] as Info | null | undefined;
  const defaults = core.defaultsOf(self);
  const info: Info = own === undefined ? newInfo() : own.base();
  if (defaults !== undefined) Object.assign(info, defaults);
  const isMeta = typeof meta === 'object' && meta !== null && !hasPlaces(message);
  if (isMeta) Object.assign(info, meta);
  info['level'] = level;
  info['message'] = message;
  info[LEVEL] = level;
  info[SPLAT] = splat;
  if (isMeta) {
    const { message: second, stack, cause } = meta;
    if (second) keepBoth(info, second, core.settings.metaMessageKey);
    if (stack) info['stack'] = stack;
    if (cause) info['cause'] = cause;
  }
  if (isDirect) core.enter(info, child, true, false);
  else self.write(info);
}

/** Winston appends the metadata's message to the call's; with a key it is kept by itself. */
function keepBoth(info: Info, second: unknown, key: string | undefined): void {
  if (key === undefined) info['message'] = `${info['message'] as string} ${second as string}`;
  else info[key] = second;
}

function hasPlaces(message: unknown): boolean {
  if (typeof message === 'string') return PLACES.test(message);
  const { match } = (message || {}) as { match?: (pattern: RegExp) => unknown };
  return Boolean(match && (message as { match(pattern: RegExp): unknown }).match(ALL_PLACES));
}
