/** Names under which secrets are usually kept, in lower case and without separators. */
export const USUAL_SECRET_NAMES: readonly string[] = [
  'password',
  'passwordhash',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'dbpass',
  'secret',
  'secretkey',
  'secretaccesskey',
  'token',
  'jwt',
  'bearer',
  'apikey',
  'accesskey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'masterkey',
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'connectionstring',
  'sessionkey',
  'connectsid',
  'creditcard',
  'creditcardnumber',
  'cardnumber',
  'securitycode',
  'cvv',
  'cvc',
  'pin',
  'otp',
  'ssn',
  'socialsecuritynumber',
];

const MAX_NAME_LENGTH = 128;
const MAX_REMEMBERED = 4096;

export interface SecretNameOptions {
  readonly names: readonly string[];
  readonly except: readonly string[];
}

/**
 * Compiles secret names into a test of a name, in any case and with any separators.
 *
 * A name is secret as a whole or by its last words: `token` is for `accessToken`, `x-auth-token` and `TOKEN`, not for
 * `tokens` or `token_count`.
 */
export function secretNames({ names, except }: SecretNameOptions): (name: string) => boolean {
  const secret = new Set(names.map(bare));
  const allowed = new Set(except.map(bare));
  // Names come again and again: what is found once is remembered, within a bound.
  const remembered = new Map<string, boolean>();
  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const answer = isSecret(name.slice(0, MAX_NAME_LENGTH), secret, allowed);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(name, answer);
    return answer;
  };
}

function isSecret(name: string, secret: ReadonlySet<string>, allowed: ReadonlySet<string>): boolean {
  const whole = bare(name);
  if (allowed.has(whole)) return false;
  if (secret.has(whole)) return true;
  let ending = '';
  for (const word of wordsOf(name).toReversed()) {
    // `password2` is one more password.
    if (ending === '' && /^\d+$/.test(word)) continue;
    ending = word + ending;
    if (secret.has(ending)) return true;
  }
  return false;
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9\u0080-\uffff]/g, '');
}

/** `dbPassword`, `DB_PASSWORD` and `db-password` are the words `db` and `password`. */
function wordsOf(name: string): string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u0080-\uffff]+/g) ?? [];
  return words.map((word) => word.toLowerCase());
}
