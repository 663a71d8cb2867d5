/** Ranges of the first digits of a payment card's number, by issuer, and the lengths that the issuer gives out. */
const ISSUERS: readonly { readonly from: number; readonly to: number; readonly lengths: readonly number[] }[] = [
  { from: 4000, to: 4999, lengths: [13, 16, 19] }, // Visa
  { from: 5100, to: 5599, lengths: [16] }, // Mastercard
  { from: 2221, to: 2720, lengths: [16] }, // Mastercard
  { from: 3400, to: 3499, lengths: [15] }, // American Express
  { from: 3700, to: 3799, lengths: [15] }, // American Express
  { from: 6011, to: 6011, lengths: [16, 17, 18, 19] }, // Discover
  { from: 6440, to: 6599, lengths: [16, 17, 18, 19] }, // Discover
  { from: 6200, to: 6299, lengths: [16, 17, 18, 19] }, // UnionPay
  { from: 3528, to: 3589, lengths: [16, 17, 18, 19] }, // JCB
  { from: 3000, to: 3059, lengths: [14, 16] }, // Diners Club
  { from: 3600, to: 3699, lengths: [14, 16] }, // Diners Club
  { from: 3800, to: 3999, lengths: [14, 16] }, // Diners Club
  { from: 2200, to: 2204, lengths: [16, 17, 18, 19] }, // Mir
  { from: 5018, to: 5038, lengths: [16, 18, 19] }, // Maestro
  { from: 6304, to: 6304, lengths: [16, 18, 19] }, // Maestro
  { from: 6759, to: 6763, lengths: [16, 18, 19] }, // Maestro
];

/** The shortest and the longest number that an issuer gives out. */
export const LEAST_CARD_DIGITS = 13;
export const MOST_CARD_DIGITS = 19;

/**
 * True for the digits of a payment card.
 *
 * Luhn's checksum alone is right for every tenth number: the issuer's range and lengths keep timestamps and most ids
 * out.
 */
export function isCardNumber(digits: string): boolean {
  const length = digits.length;
  if (length < LEAST_CARD_DIGITS || length > MOST_CARD_DIGITS) return false;
  const first = Number(digits.slice(0, 4));
  const isIssued = ISSUERS.some(({ from, to, lengths }) => first >= from && first <= to && lengths.includes(length));
  return isIssued && passesLuhn(digits) && !isOneDigit(digits);
}

/** Luhn's checksum (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  let isDoubled = false;
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    const digit = digits.charCodeAt(index) - 48;
    const value = isDoubled ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
    isDoubled = !isDoubled;
  }
  return sum % 10 === 0;
}

/** `4444…`: what people type to fill a field. */
function isOneDigit(digits: string): boolean {
  return /^(\d)\1*$/.test(digits);
}
