/** What a logger needs to be one of the two of a dual write: what every logger of Winston's API has. */
export interface WinstonLike {
  level: string;
  readonly levels: Readonly<Record<string, number>>;
  log(...parameters: never[]): unknown;
  write(info: never): unknown;
  child(meta: never): unknown;
  end(...parameters: never[]): unknown;
  isLevelEnabled(level: string): boolean;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  once(event: 'finish', listener: () => void): unknown;
}

/** Any method of a logger. */
export type Method = (...parameters: unknown[]) => unknown;

/** A logger seen as a bag of methods, which is how levels are reached. */
export type Methods = Record<string, Method | undefined>;

/** The methods that write at a level, by their names. */
export function levelsOf(logger: WinstonLike): string[] {
  return Object.keys(logger.levels).filter((level) => level !== 'log');
}
