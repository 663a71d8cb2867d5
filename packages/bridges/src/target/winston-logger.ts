/** As much of a Winston logger as a bridge needs. */
export interface WinstonLogger {
  log(info: never): unknown;
  write(info: never): unknown;
  readonly levels: object;
}

/** The parts of Winston's loggers and transports that a bridge looks at. */
export interface WinstonParts {
  log(info: object): unknown;
  end(): unknown;
  flush?: ((deadlineMillis: number) => Promise<unknown>) | undefined;
  readonly levels: Readonly<Record<string, number>>;
  readonly transports?: WinstonTransport | readonly WinstonTransport[] | null;
  readonly defaultMeta?: unknown;
  readonly writable?: boolean;
  readonly _writableState?: { readonly ending?: boolean; readonly finished?: boolean; readonly destroyed?: boolean };
  once(event: string, listener: () => void): unknown;
}

export interface WinstonTransport {
  log?: unknown;
  record?: unknown;
  readonly _writableState?: { readonly finished?: boolean };
  once(event: string, listener: () => void): unknown;
}

/** Whether something has what a Winston logger has. */
export function isWinstonLogger(target: unknown): target is WinstonLogger {
  if (typeof target !== 'object' || target === null) return false;
  const { log, write, levels } = target as Partial<Record<'log' | 'write' | 'levels', unknown>>;
  return typeof log === 'function' && typeof write === 'function' && typeof levels === 'object' && levels !== null;
}
