/** A value that is bound to a statement; it never becomes part of the SQL text. */
export type Parameter = string | number | boolean;

/** A statement with the values bound to it, in order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** Collects the values of a statement while its text is made. */
export class Parameters {
  readonly values: Parameter[] = [];

  /** Answers the placeholder of a value. */
  bind(value: Parameter): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  text(value: string): string {
    return `${this.bind(value)}::VARCHAR`;
  }

  number(value: number): string {
    return `${this.bind(value)}::DOUBLE`;
  }

  integer(value: number): string {
    return `${this.bind(value)}::BIGINT`;
  }

  /** A time from epoch milliseconds, which may be beyond what a day can have: then it is brought to the nearest. */
  time(millis: number): string {
    return `make_timestamp_ms(${this.integer(Math.min(Math.max(Math.ceil(millis), EARLIEST), LATEST))})`;
  }
}

const EARLIEST = Date.UTC(0, 0, 1) - 86_400_000 * 365_250;
const LATEST = Date.UTC(20_000, 0, 1);
