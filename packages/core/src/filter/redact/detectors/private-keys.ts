import { matchEnd } from './characters.ts';
import type { Hit } from './hit.ts';

const HEADER = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
const FOOTER = '-----END ';

/** Looks for a PEM private key at a place where five dashes may stand; without an end it goes to the end of the text. */
export function privateKeyAt(text: string, start: number): Hit | undefined {
  // `B` of BEGIN
  if (text.charCodeAt(start + 5) !== 66) return undefined;
  const body = matchEnd(HEADER, text, start);
  if (body === -1) return undefined;
  const footer = text.indexOf(FOOTER, body);
  const close = footer === -1 ? -1 : text.indexOf('-----', footer + FOOTER.length);
  return { start, end: close === -1 ? text.length : close + 5, cause: 'private_key' };
}
