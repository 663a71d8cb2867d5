import type { StockLogger } from '../stock.ts';
import type { Info } from './transport.ts';

const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');

/** As Winston looks for them: whether a message has places for further arguments. */
const PLACES = /%[scdjifoO%]/;
const ALL_PLACES = /%[scdjifoO%]/g;

/** `log(info)`, `log(level, message)`, `log(level, info)` and `log(level, message, ...splat)`, as Winston takes them. */
export function logInfo(logger: StockLogger, parameters: readonly unknown[]): void {
  const [level, message] = parameters;
  if (parameters.length === 1) {
    const info = level as Info;
    info[LEVEL] = info['level'];
    logger._addDefaultMeta(info);
    logger.write(info);
    return;
  }
  if (parameters.length === 2) {
    if (message && typeof message === 'object') {
      const info = message as Info;
      info[LEVEL] = info['level'] = level;
      logger._addDefaultMeta(info);
      logger.write(info);
      return;
    }
    const info: Info = { [LEVEL]: level, level, message };
    logger._addDefaultMeta(info);
    logger.write(info);
    return;
  }
  logSplat(logger, level, message, parameters.slice(2));
}

/** `log(level, message, ...splat)`: the first object becomes part of the info, unless the message has places for it. */
export function logSplat(logger: StockLogger, level: unknown, message: unknown, splat: unknown[]): void {
  const meta = splat[0] as Info | null | undefined;
  const { defaultMeta } = logger as { defaultMeta: object | null };
  if (typeof meta !== 'object' || meta === null || hasPlaces(message)) {
    logger.write({ ...defaultMeta, level, message, [LEVEL]: level, [SPLAT]: splat });
    return;
  }
  const info: Info = { ...defaultMeta, ...meta, level, message, [LEVEL]: level, [SPLAT]: splat };
  const { message: glued, stack, cause } = meta as { message?: unknown; stack?: unknown; cause?: unknown };
  if (glued) info['message'] = `${message as string} ${glued as string}`;
  if (stack) info['stack'] = stack;
  if (cause) info['cause'] = cause;
  logger.write(info);
}

function hasPlaces(message: unknown): boolean {
  if (typeof message === 'string') return PLACES.test(message);
  const { match } = (message || {}) as { match?: (pattern: RegExp) => unknown };
  return Boolean(match && (message as { match(pattern: RegExp): unknown }).match(ALL_PLACES));
}
