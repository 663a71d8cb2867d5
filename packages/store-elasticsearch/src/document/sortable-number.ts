const bytes = new DataView(new ArrayBuffer(8));

/** Writes a number as 16 hexadecimal digits whose order as text is the order of the numbers; -0 is 0. */
export function sortableNumber(value: number): string {
  bytes.setFloat64(0, value === 0 ? 0 : value);
  const bits = bytes.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  // Negative numbers are written inverted, for theirs grow with their size; positive ones come behind them.
  const sortable = negative ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n);
  return sortable.toString(16).padStart(16, '0');
}
