import { isAlphanumeric, matchEnd } from './characters.ts';
import type { Hit } from './hit.ts';

const NATIONAL_INSURANCE = /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]/y;

/** Looks for a British national insurance number at a place where two capitals stand. */
export function nationalInsuranceAt(text: string, start: number): Hit | undefined {
  const end = matchEnd(NATIONAL_INSURANCE, text, start);
  return end === -1 || isAlphanumeric(text.charCodeAt(end)) ? undefined : { start, end, cause: 'identity' };
}
