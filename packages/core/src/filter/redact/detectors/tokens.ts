import { matchEnd } from './characters.ts';
import type { Hit } from './hit.ts';

interface TokenForm {
  readonly prefix: string;
  readonly pattern: RegExp;
  /** For prefixes that words have, too: true where what was found is no word. */
  readonly isRight?: (token: string) => boolean;
}

const hasDigit = (token: string): boolean => /\d/.test(token);

/** Keys and tokens that are known by how they begin; every pattern is bounded. */
const FORMS: readonly TokenForm[] = [
  { prefix: 'AKIA', pattern: /AKIA[A-Z0-9]{16}(?![A-Za-z0-9])/y },
  { prefix: 'ASIA', pattern: /ASIA[A-Z0-9]{16}(?![A-Za-z0-9])/y },
  { prefix: 'AIza', pattern: /AIza[\w-]{35}(?![\w-])/y },
  { prefix: 'gh', pattern: /gh[opsur]_[A-Za-z0-9]{36,255}/y },
  { prefix: 'github_pat_', pattern: /github_pat_\w{22,255}/y },
  { prefix: 'glpat-', pattern: /glpat-[\w-]{20,64}/y },
  { prefix: 'xox', pattern: /xox[abeoprs]-[A-Za-z0-9-]{10,255}/y },
  { prefix: 'xapp-', pattern: /xapp-\d-[A-Za-z0-9-]{10,255}/y },
  { prefix: 'hooks.slack.com/', pattern: /hooks\.slack\.com\/services\/[\w/]{20,128}/y },
  { prefix: 'sk_', pattern: /sk_(?:live|test)_[A-Za-z0-9]{10,255}/y },
  { prefix: 'rk_', pattern: /rk_(?:live|test)_[A-Za-z0-9]{10,255}/y },
  { prefix: 'whsec_', pattern: /whsec_[A-Za-z0-9+/]{16,255}={0,2}/y },
  { prefix: 'sk-', pattern: /sk-[\w-]{20,255}/y, isRight: hasDigit },
  { prefix: 'npm_', pattern: /npm_[A-Za-z0-9]{36}/y },
  { prefix: 'pypi-', pattern: /pypi-[\w-]{50,255}/y },
  { prefix: 'hf_', pattern: /hf_[A-Za-z0-9]{30,64}/y },
  { prefix: 'SG.', pattern: /SG\.[\w-]{16,64}\.[\w-]{16,64}/y },
  { prefix: 'dop_v1_', pattern: /dop_v1_[a-f0-9]{64}/y },
  { prefix: 'ya29.', pattern: /ya29\.[\w-]{20,255}/y },
  { prefix: 'shpat_', pattern: /shpat_[a-f0-9]{32}/y },
];

const BY_FIRST = new Map<number, readonly TokenForm[]>();
for (const form of FORMS) {
  const first = form.prefix.charCodeAt(0);
  BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), form]);
}

/** The letters with which tokens begin. */
export const TOKEN_LETTERS: readonly number[] = [...BY_FIRST.keys()];

/** Second letters of tokens, by the first: most words end the search here. */
const SECONDS: readonly (ReadonlySet<number> | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const forms = BY_FIRST.get(code);
  return forms === undefined ? undefined : new Set(forms.map(({ prefix }) => prefix.charCodeAt(1)));
});

/** Looks for a token at the beginning of a word. */
export function tokenAt(text: string, start: number): Hit | undefined {
  const first = text.charCodeAt(start);
  if (SECONDS[first]?.has(text.charCodeAt(start + 1)) !== true) return undefined;
  for (const { prefix, pattern, isRight } of BY_FIRST.get(first) ?? []) {
    if (!text.startsWith(prefix, start)) continue;
    const end = matchEnd(pattern, text, start);
    if (end !== -1 && (isRight === undefined || isRight(text.slice(start, end)))) return { start, end, cause: 'token' };
  }
  return undefined;
}
