import type { Hit } from './hit.ts';

const MAX_AUTHORITY = 512;

/** Looks for the password in `://user:password@host`, at the place of the colon; the user's name stays. */
export function urlCredentialsAt(text: string, colon: number): Hit | undefined {
  if (text.charCodeAt(colon + 1) !== 47 || text.charCodeAt(colon + 2) !== 47) return undefined;
  const start = colon + 3;
  const limit = Math.min(text.length, start + MAX_AUTHORITY);
  let password = -1;
  let at = -1;
  for (let index = start; index < limit; index += 1) {
    const code = text.charCodeAt(index);
    // A slash, a question mark, a hash or a space ends the authority; so does a quote.
    if (code === 47 || code === 63 || code === 35 || code <= 32 || code === 34 || code === 39 || code === 96) break;
    if (code === 58 && password === -1) password = index + 1;
    // The last `@` counts: passwords have some, too.
    if (code === 64) at = index;
  }
  if (at === -1) return undefined;
  // `https://token@host`: what stands alone is the secret.
  const from = password === -1 || password > at ? start : password;
  return from === at ? undefined : { start: from, end: at, cause: 'url_credentials' };
}
