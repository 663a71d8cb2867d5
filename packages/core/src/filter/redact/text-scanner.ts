import { assignmentAt } from './detectors/assignments.ts';
import { authorizationAt } from './detectors/authorization.ts';
import { nationalInsuranceAt } from './detectors/british-identity.ts';
import { isDigit, wordEnd } from './detectors/characters.ts';
import { emailAround } from './detectors/emails.ts';
import type { Hit } from './detectors/hit.ts';
import { ibanAt } from './detectors/iban.ts';
import { jwtAt } from './detectors/jwt.ts';
import { numberAt, phoneAt } from './detectors/numbers.ts';
import { privateKeyAt } from './detectors/private-keys.ts';
import { TOKEN_LETTERS, tokenAt } from './detectors/tokens.ts';
import { urlCredentialsAt } from './detectors/url-credentials.ts';
import type { DetectorName } from './detector-name.ts';

/** What a character can be the beginning of, or stand in the middle of. */
const NOTHING = 0;
const WORD = 1;
const CAPITAL = 2;
const TOKEN = 3;
const JWT = 4;
const SCHEME = 5;
const DIGIT = 6;
const AT = 7;
const EQUALS = 8;
const COLON = 9;
const PERCENT = 10;
const DASH = 11;
const PHONE = 12;

const KINDS = new Uint8Array(128);
for (let code = 97; code <= 122; code += 1) KINDS[code] = WORD;
for (const code of TOKEN_LETTERS) if (code >= 97) KINDS[code] = TOKEN;
for (let code = 65; code <= 90; code += 1) KINDS[code] = CAPITAL;
for (let code = 48; code <= 57; code += 1) KINDS[code] = DIGIT;
for (const [character, kind] of [
  ['e', JWT],
  ['b', SCHEME],
  ['@', AT],
  ['=', EQUALS],
  [':', COLON],
  ['%', PERCENT],
  ['-', DASH],
  ['+', PHONE],
  ['(', PHONE],
] as const) {
  KINDS[character.charCodeAt(0)] = kind;
}

export interface ScannerOptions {
  readonly detectors: readonly DetectorName[];
  readonly isSecretName: (name: string) => boolean;
}

/**
 * Finds secrets in text in one pass.
 *
 * It goes from word to word by the kind of each character; a detector is asked only where what it looks for can begin,
 * and looks at a bounded part of the text, or at what it then takes. So the time is linear in the length of the text,
 * whatever is in it.
 */
export class TextScanner {
  readonly #enabled: ReadonlySet<DetectorName>;
  readonly #isSecretName: (name: string) => boolean;
  readonly #hasNumbers: boolean;
  /** Up to here no web token can begin. */
  #noJwtBefore = 0;

  constructor({ detectors, isSecretName }: ScannerOptions) {
    this.#enabled = new Set(detectors);
    this.#isSecretName = isSecretName;
    this.#hasNumbers = (['card', 'phone', 'identity'] as const).some((name) => this.#enabled.has(name));
  }

  /** True where there is nothing to look for. */
  get isIdle(): boolean {
    return this.#enabled.size === 0;
  }

  /** Answers what was found, in order and without overlap; `undefined` where nothing was. */
  scan(text: string): Hit[] | undefined {
    let hits: Hit[] | undefined;
    let index = 0;
    let floor = 0;
    this.#noJwtBefore = 0;
    const end = text.length;
    while (index < end) {
      const code = text.charCodeAt(index);
      const kind = code < 128 ? (KINDS[code] as number) : NOTHING;
      if (kind === NOTHING) {
        index += 1;
        continue;
      }
      if (kind !== WORD) {
        const hit = this.#at(text, index, kind, floor);
        if (hit !== undefined) {
          hits ??= [];
          hits.push(hit);
          floor = hit.end;
          // A word that goes on behind what was found is not the beginning of one.
          index = hit.end;
          continue;
        }
      }
      index = kind <= DIGIT ? wordEnd(text, index + 1) : index + 1;
    }
    return hits;
  }

  #at(text: string, index: number, kind: number, floor: number): Hit | undefined {
    const enabled = this.#enabled;
    switch (kind) {
      case TOKEN:
        return enabled.has('token') ? tokenAt(text, index) : undefined;
      case JWT:
        return this.#jwt(text, index);
      case SCHEME:
        return enabled.has('authorization') ? authorizationAt(text, index) : undefined;
      case CAPITAL:
        return this.#capital(text, index);
      case DIGIT:
        return this.#hasNumbers ? numberAt(text, index, enabled) : undefined;
      case PHONE:
        return enabled.has('phone') ? phoneAt(text, index) : undefined;
      case AT:
        return enabled.has('email') ? emailAround(text, index, 1, floor) : undefined;
      case PERCENT:
        if (text.charCodeAt(index + 1) !== 52 || text.charCodeAt(index + 2) !== 48) return undefined;
        return enabled.has('email') ? emailAround(text, index, 3, floor) : undefined;
      case DASH:
        return enabled.has('private_key') ? privateKeyAt(text, index) : undefined;
      case COLON:
        if (text.charCodeAt(index + 1) === 47) {
          return enabled.has('url_credentials') ? urlCredentialsAt(text, index) : undefined;
        }
        return enabled.has('assignment') ? assignmentAt(text, index, this.#isSecretName) : undefined;
      case EQUALS:
        return enabled.has('assignment') ? assignmentAt(text, index, this.#isSecretName) : undefined;
      default:
        return undefined;
    }
  }

  #jwt(text: string, index: number): Hit | undefined {
    // `yJ`
    if (text.charCodeAt(index + 1) !== 121 || text.charCodeAt(index + 2) !== 74) return undefined;
    if (index < this.#noJwtBefore || !this.#enabled.has('jwt')) return undefined;
    const found = jwtAt(text, index);
    if (typeof found !== 'number') return found;
    this.#noJwtBefore = found;
    return undefined;
  }

  #capital(text: string, index: number): Hit | undefined {
    const enabled = this.#enabled;
    const second = text.charCodeAt(index + 1);
    if (second >= 65 && second <= 90) {
      const third = text.charCodeAt(index + 2);
      if ((isDigit(third) || third === 32) && enabled.has('identity')) {
        const hit = nationalInsuranceAt(text, index);
        if (hit !== undefined) return hit;
      }
      if (isDigit(third) && isDigit(text.charCodeAt(index + 3)) && enabled.has('iban')) {
        const hit = ibanAt(text, index);
        if (hit !== undefined) return hit;
      }
    }
    // `B` of Bearer and Basic
    if (text.charCodeAt(index) === 66 && enabled.has('authorization')) return authorizationAt(text, index);
    return enabled.has('token') ? tokenAt(text, index) : undefined;
  }
}
