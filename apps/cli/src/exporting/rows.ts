/** Rows to be written: names of columns, and a row of values for each record. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly unknown[]>;
}
