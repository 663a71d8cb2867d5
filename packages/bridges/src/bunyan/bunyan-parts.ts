/** A record as bunyan makes it, before it is written. */
export type BunyanRecord = Readonly<Record<string, unknown>>;

/** As much of a bunyan logger as a bridge needs. */
export interface BunyanLogger {
  readonly fields: object;
  addStream(...parameters: never[]): unknown;
  child(...parameters: never[]): unknown;
}

/** bunyan itself: its loggers have one prototype in common. */
export interface BunyanModule {
  createLogger(...parameters: never[]): unknown;
  readonly prototype?: object;
}

/** The parts that bunyan keeps to itself. */
export interface BunyanParts {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly streams: readonly { readonly stream?: unknown; readonly level: number }[];
  readonly src?: boolean;
}

/** bunyan's levels, as its streams take them. */
export type BunyanLevel = (typeof LEVEL_METHODS)[number] | number;

export const LEVEL_METHODS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Answers what all loggers of a copy of bunyan have in common, given one of them or the module. */
export function bunyanPrototype(given: unknown): object | undefined {
  if (isBunyanLogger(given)) {
    for (let holder = Object.getPrototypeOf(given) as object | null; holder !== null; ) {
      if (Object.hasOwn(holder, '_emit')) return holder;
      holder = Object.getPrototypeOf(holder) as object | null;
    }
  }
  const { default: byDefault } = (given ?? {}) as { default?: unknown };
  for (const module of [given, byDefault]) {
    const { createLogger, prototype } = (module ?? {}) as Partial<BunyanModule>;
    if (typeof createLogger === 'function' && prototype !== undefined && '_emit' in prototype) return prototype;
  }
  return undefined;
}

export function isBunyanLogger(given: unknown): given is BunyanParts {
  if (typeof given !== 'object' || given === null) return false;
  const { _emit: emit, streams, fields } = given as Partial<Record<'_emit' | 'streams' | 'fields', unknown>>;
  return typeof emit === 'function' && Array.isArray(streams) && typeof fields === 'object';
}

/**
 * Answers whether a logger is another's child, or its parent. bunyan's children do not know their parents; they have
 * their name, which they cannot change, and write to their streams.
 */
export function areRelated(one: BunyanParts, other: BunyanParts): boolean {
  if (one === other) return true;
  if (one.fields['name'] !== other.fields['name']) return false;
  return one.streams.some(({ stream }) => other.streams.some((own) => own.stream === stream));
}
