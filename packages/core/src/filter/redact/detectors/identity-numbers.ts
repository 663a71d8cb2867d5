import { passesLuhn } from './cards.ts';

const CHINESE_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHINESE_CHECKS = '10X98765432';

/** True for a Chinese resident identity number (GB 11643): province, date of birth and checksum. */
export function isChineseIdentity(text: string): boolean {
  if (!/^[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/.test(text)) return false;
  let sum = 0;
  for (const [index, weight] of CHINESE_WEIGHTS.entries()) sum += weight * (text.charCodeAt(index) - 48);
  return CHINESE_CHECKS[sum % 11] === text[17]?.toUpperCase();
}

/** True for the nine digits of a US social security number: areas and groups that are given out. */
export function isSocialSecurity(digits: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits) && digits !== '078051120';
}

/** True for the eleven digits of a Brazilian CPF: two checksums modulo 11. */
export function isCpf(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  return [9, 10].every((length) => {
    let sum = 0;
    for (let index = 0; index < length; index += 1) sum += (digits.charCodeAt(index) - 48) * (length + 1 - index);
    return ((sum * 10) % 11) % 10 === digits.charCodeAt(length) - 48;
  });
}

/** True for the nine digits of a Canadian social insurance number. */
export function isSocialInsurance(digits: string): boolean {
  return /^[1-79]\d{8}$/.test(digits) && passesLuhn(digits);
}

/** The dihedral group of order ten, as Verhoeff's checksum multiplies in it. */
function times(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** True for the twelve digits of an Indian Aadhaar number (Verhoeff's checksum). */
export function isAadhaar(digits: string): boolean {
  if (!/^[2-9]\d{11}$/.test(digits)) return false;
  let check = 0;
  for (let place = 0; place < digits.length; place += 1) {
    let digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    for (let turn = 0; turn < place % 8; turn += 1) digit = PERMUTATION[digit] ?? 0;
    check = times(check, digit);
  }
  return check === 0;
}
