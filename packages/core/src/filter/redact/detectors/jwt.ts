import type { Hit } from './hit.ts';
import { isAlphanumeric } from './characters.ts';

const LEAST_HEADER = 12;

/**
 * Looks for a JSON web token at a place where `eyJ` stands, which is `{"` in Base64.
 *
 * @param text - Where to look.
 * @param start - The place of `eyJ`.
 * @returns Where the token is; or only where the run of its characters ends, which is no token: nothing inside the
 *   same run can be one, so the search need not go over it again.
 */
export function jwtAt(text: string, start: number): Hit | number {
  const headerEnd = segmentEnd(text, start);
  if (headerEnd - start < LEAST_HEADER || text.charCodeAt(headerEnd) !== 46) return headerEnd;
  // The payload and a signature, or the four further parts of an encrypted token, of which one may be empty.
  let end = headerEnd;
  for (let part = 0; part < 4 && text.charCodeAt(end) === 46; part += 1) {
    const partEnd = segmentEnd(text, end + 1);
    // A dot with nothing behind it ends the sentence.
    if (partEnd === end + 1 && text.charCodeAt(partEnd) !== 46) break;
    end = partEnd;
  }
  if (end === headerEnd) return headerEnd;
  return { start, end, cause: 'jwt' };
}

/** Where a run of Base64's characters, as they are used in URLs, ends. */
function segmentEnd(text: string, from: number): number {
  let index = from;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (!isAlphanumeric(code) && code !== 45 && code !== 95) break;
    index += 1;
  }
  return index;
}
