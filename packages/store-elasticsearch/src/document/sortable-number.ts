const bytes = Buffer.alloc(8);

const SIGN = 0x80;

/** Writes a number as 16 hexadecimal digits whose order as text is the order of the numbers; -0 is 0. */
export function sortableNumber(value: number): string {
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const first = bytes[0] as number;
  // Negative numbers are written inverted, for theirs grow with their size; positive ones come behind them.
  if (first < SIGN) bytes[0] = first + SIGN;
  else for (let at = 0; at < bytes.length; at += 1) bytes[at] = ~(bytes[at] as number);
  return bytes.toString('hex');
}
