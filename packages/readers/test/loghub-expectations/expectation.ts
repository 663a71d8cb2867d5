/** One line of a file, read by a person: number, UTC time (year 2005 where the line has none), level, message, more. */
export interface Expectation {
  readonly line: number;
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly service?: string;
  readonly logger?: string;
  readonly host?: string;
  readonly process?: number;
}

/** By the name of a file: its format, and some of its lines. */
export type Expectations = Readonly<
  Record<string, { readonly format: string; readonly lines: readonly Expectation[] }>
>;
