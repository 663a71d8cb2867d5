import { TailraceError } from '@tailrace/core';

/** pino's mark of streams that want to know of what a line was made; the same in all versions. */
export const METADATA = Symbol.for('pino.metadata');

/** What a bridge looks at in pino's loggers, by the symbols of the copy of pino that made them. */
const DESCRIPTIONS = {
  stream: 'pino.stream',
  write: 'pino.write',
  time: 'pino.time',
  messageKey: 'pino.messageKey',
  errorKey: 'pino.errorKey',
  nestedKey: 'pino.nestedKey',
  levelTexts: 'pino.lsCache',
  stringifiers: 'pino.stringifiers',
  bindings: 'pino.chindings',
} as const;

/** The symbols of one copy of pino; the error's key has one since version 7.9. */
export type PinoSymbols = { readonly [K in keyof typeof DESCRIPTIONS]: symbol };

/** A pino logger, of any version from 6 on. */
export interface PinoLogger {
  readonly levels: { readonly labels: Readonly<Record<number, string>> };
  child(...parameters: never[]): unknown;
}

/** A pino module: its loggers have one prototype in common. */
export type PinoModule = ((...parameters: never[]) => unknown) & { readonly symbols: object };

/** The parts of a logger by symbol. */
export type PinoLike = PinoLogger & Record<symbol, unknown>;

/** Answers the logger in something that is one, or that has one: fastify, pino-http. */
export function pinoLogger(given: unknown): PinoLike | undefined {
  if (isLogger(given)) return given;
  const { logger, log } = (given ?? {}) as { logger?: unknown; log?: unknown };
  return [logger, log].find(isLogger);
}

/** Answers pino itself, also of what `import * as pino` answers. */
export function pinoModule(given: unknown): PinoModule | undefined {
  const { default: byDefault } = (given ?? {}) as { default?: unknown };
  return [given, byDefault].find(
    (value): value is PinoModule =>
      typeof value === 'function' && typeof (value as { symbols?: unknown }).symbols === 'object',
  );
}

function isLogger(given: unknown): given is PinoLike {
  if (typeof given !== 'object' || given === null) return false;
  return typeof (given as { child?: unknown }).child === 'function' && symbolOf(given, 'pino.stream') !== undefined;
}

/**
 * Answers the symbols of the copy of pino that made a logger.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where the logger lacks what every pino from 6 to 10 has.
 */
export function pinoSymbols(logger: PinoLike): PinoSymbols {
  const found = Object.entries(DESCRIPTIONS).map(
    ([part, description]) => [part, symbolOf(logger, description)] as const,
  );
  for (const [part, symbol] of found) {
    if (symbol === undefined && part !== 'errorKey' && part !== 'nestedKey') {
      throw new TailraceError('TAILRACE_BAD_OPTION', `This logger of pino has no '${part}': its version is not known.`);
    }
  }
  return Object.fromEntries(found.map(([part, symbol]) => [part, symbol ?? Symbol(part)])) as unknown as PinoSymbols;
}

function symbolOf(logger: object, description: string): symbol | undefined {
  for (let holder: object | null = logger; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    const symbol = Object.getOwnPropertySymbols(holder).find((own) => own.description === description);
    if (symbol !== undefined) return symbol;
  }
  return undefined;
}

/** The object of a logger's chain of prototypes that has a property itself. */
export function holderOf(logger: object, key: PropertyKey): object {
  for (let holder: object | null = logger; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    if (Object.hasOwn(holder, key)) return holder;
  }
  return logger;
}
