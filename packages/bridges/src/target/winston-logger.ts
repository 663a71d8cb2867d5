/** As much of a Winston logger as a bridge needs. */
export interface WinstonLogger {
  log(info: never): unknown;
  write(info: never): unknown;
  readonly levels: object;
}

/** The parts of Winston's loggers and transports that a bridge looks at. */
export interface WinstonParts {
  log(info: object): unknown;
  readonly record?: unknown;
  end(): unknown;
  flush?: ((deadlineMillis: number) => Promise<unknown>) | undefined;
  readonly levels: Readonly<Record<string, number>>;
  readonly transports?: WinstonTransport | readonly WinstonTransport[] | null;
  readonly defaultMeta?: unknown;
  readonly writable?: boolean;
  readonly _writableState?: StreamState & { readonly ending?: boolean; readonly destroyed?: boolean };
  readonly _readableState?: StreamState;
  once(event: string, listener: () => void): unknown;
}

export interface WinstonTransport extends StreamParts {
  log?: unknown;
  record?: unknown;
  readonly _stream?: StreamParts;
  readonly _dest?: StreamParts | null;
  once(event: string, listener: () => void): unknown;
}

interface StreamParts {
  readonly _writableState?: StreamState;
  readonly _readableState?: StreamState;
}

interface StreamState {
  readonly finished?: boolean;
  readonly length?: number;
}

/** Whether something has what a Winston logger has. */
export function isWinstonLogger(target: unknown): target is WinstonLogger {
  if (typeof target !== 'object' || target === null) return false;
  const { log, write, levels } = target as Partial<Record<'log' | 'write' | 'levels', unknown>>;
  return typeof log === 'function' && typeof write === 'function' && typeof levels === 'object' && levels !== null;
}
