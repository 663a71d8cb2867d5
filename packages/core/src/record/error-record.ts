/** An error as plain data: what is left of it on the wire, with its causes and aggregated errors whole. */
export interface ErrorRecord {
  /** The error's class name, `TypeError` for example. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** System or library code, `ECONNRESET` for example. */
  readonly code?: string;
  /** The error that led to this one (`Error.cause`); chains are cut after 8, cycles at the repeat. */
  readonly cause?: ErrorRecord;
  /** What an `AggregateError` gathered. */
  readonly errors?: readonly ErrorRecord[];
  /** Own enumerable properties that are none of the above. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}
