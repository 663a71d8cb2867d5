import { matchEnd } from './characters.ts';
import type { Hit } from './hit.ts';

const BEARER = /bearer {1,2}(?=([\w.~+/-]{8,4096}))/iy;
const BASIC = /basic {1,2}(?=([A-Za-z0-9+/]{6,1024}))/iy;
const REST = /[\w.~+/-]+=*/y;

/** Looks for the credentials after `Bearer` or `Basic`; what is found is without the word. */
export function authorizationAt(text: string, start: number): Hit | undefined {
  const second = text.charCodeAt(start + 1) | 32;
  // `be…`, `ba…`
  if (second === 101) return bearerAt(text, start);
  return second === 97 ? basicAt(text, start) : undefined;
}

function bearerAt(text: string, start: number): Hit | undefined {
  const tokenStart = matchEnd(BEARER, text, start);
  if (tokenStart === -1) return undefined;
  const end = matchEnd(REST, text, tokenStart);
  const token = text.slice(tokenStart, end);
  // "bearer authentication" is prose: a short token without a digit is no token.
  return token.length >= 16 || /\d/.test(token) ? { start: tokenStart, end, cause: 'authorization' } : undefined;
}

function basicAt(text: string, start: number): Hit | undefined {
  const tokenStart = matchEnd(BASIC, text, start);
  if (tokenStart === -1) return undefined;
  const end = matchEnd(REST, text, tokenStart);
  const decoded = Buffer.from(text.slice(tokenStart, Math.min(end, tokenStart + 1024)), 'base64').toString('latin1');
  return decoded.includes(':') ? { start: tokenStart, end, cause: 'authorization' } : undefined;
}
