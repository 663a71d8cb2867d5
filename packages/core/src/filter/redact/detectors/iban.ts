import { isAlphanumeric, matchEnd } from './characters.ts';
import type { Hit } from './hit.ts';

/** Length of the account numbers of each country that has them (the SWIFT registry of ISO 13616). */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};

const BODY = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,29}/y;

/** Looks for an account number at a place where two capitals and two digits stand. */
export function ibanAt(text: string, start: number): Hit | undefined {
  const expected = LENGTHS[text.slice(start, start + 2)];
  if (expected === undefined || matchEnd(BODY, text, start) === -1) return undefined;
  let iban = '';
  let end = start;
  while (iban.length < expected && end < text.length) {
    const character = text[end] ?? '';
    if (character !== ' ') iban += character;
    end += 1;
  }
  if (iban.length < expected || (end < text.length && isAlphanumeric(text.charCodeAt(end)))) return undefined;
  return isIban(iban) ? { start, end, cause: 'iban' } : undefined;
}

/** The checksum modulo 97 (ISO/IEC 7064) over the number with its first four characters at the end. */
function isIban(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    if (Number.isNaN(value)) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
