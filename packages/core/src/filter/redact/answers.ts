import { TailraceError } from '../../diagnostics/errors.ts';
import { DETECTOR_NAMES, type DetectorName } from './detector-name.ts';

/** Why something is redacted: its path, its key's name, a pattern of the user's, or what a detector took it for. */
export type RedactionCause = 'path' | 'key' | 'pattern' | DetectorName;

/**
 * What stands in the place of what is redacted: `mask` (`[redacted]`), `last4` (`****1111`), `hash` (SHA-256, for
 * what nobody can guess), `token` (HMAC with a key of yours: equal values stay equal, and nobody without the key can
 * try values out), or a function of yours.
 */
export type Answer = 'mask' | 'last4' | 'hash' | 'token' | ((value: string, cause: RedactionCause) => string);

export interface AnswerOptions {
  readonly answer: Answer;
  readonly answers: Readonly<Partial<Record<RedactionCause, Answer>>>;
  readonly mask: string;
  readonly key: string | Uint8Array | undefined;
}

const KINDS = ['mask', 'last4', 'hash', 'token'];
const CAUSES: readonly string[] = ['path', 'key', 'pattern', ...DETECTOR_NAMES];
const LEAST_KEY_BYTES = 16;
const HEX_DIGITS = 32;
const MADE = /^(?:sha256|hmac):[0-9a-f]{32}(?![0-9a-zA-Z])|^\*{4}[^*]{4}(?!\w)/;
/** Detectors whose values are written in several ways: separators must not make two tokens of one number. */
const NUMBERS: ReadonlySet<string> = new Set(['card', 'iban', 'phone', 'identity']);

/** Makes what stands in the place of secrets. */
export class Answers {
  readonly mask: string;
  readonly #options: AnswerOptions;
  /** It takes longer to load than all of ours: it comes with the first that redacts. */
  readonly #crypto = process.getBuiltinModule('node:crypto');

  /** @throws TailraceError `TAILRACE_BAD_OPTION` or `TAILRACE_MISSING_OPTION` for answers that cannot be given. */
  constructor(options: AnswerOptions) {
    checkAnswers(options);
    this.#options = options;
    this.mask = options.mask;
  }

  /** Answers for text. */
  text(value: string, cause: RedactionCause): string {
    const answer = this.#options.answers[cause] ?? this.#options.answer;
    if (typeof answer === 'function') return answer(value, cause);
    switch (answer) {
      case 'last4':
        return value.length < 8 ? this.mask : `****${value.slice(-4)}`;
      case 'hash':
        return `sha256:${this.#crypto.createHash('sha256').update(canonical(value, cause)).digest('hex').slice(0, HEX_DIGITS)}`;
      case 'token': {
        const hmac = this.#crypto.createHmac('sha256', this.#options.key ?? '');
        return `hmac:${hmac.update(canonical(value, cause)).digest('hex').slice(0, HEX_DIGITS)}`;
      }
      default:
        return this.mask;
    }
  }

  /** Answers for any value: objects and lists only by the mask, for nobody can say what a part of them reveals. */
  value(value: unknown, cause: RedactionCause): unknown {
    if (value === undefined || value === null || value === '') return value;
    if (typeof value === 'string') return this.isMade(value, 0, value.length) ? value : this.text(value, cause);
    if (typeof value === 'number' || typeof value === 'bigint') return this.text(String(value), cause);
    return this.mask;
  }

  /** True where the text between two places was put there by an earlier redaction: it must not be redacted again. */
  isMade(text: string, start: number, end: number): boolean {
    if (text.startsWith(this.mask, start)) return start + this.mask.length >= end;
    const first = text.charCodeAt(start);
    // `s`, `h`, `*`
    if (first !== 115 && first !== 104 && first !== 42) return false;
    return MADE.test(text.slice(start, Math.min(end, start + 48)));
  }
}

function canonical(value: string, cause: RedactionCause): string {
  if (NUMBERS.has(cause)) return value.replace(/[^0-9A-Za-z+]/g, '').toUpperCase();
  return cause === 'email' ? value.toLowerCase() : value;
}

function checkAnswers({ answer, answers, key }: AnswerOptions): void {
  for (const cause of Object.keys(answers)) {
    if (!CAUSES.includes(cause)) {
      throw new TailraceError('TAILRACE_BAD_OPTION', `redact: 'answers' takes ${CAUSES.join(', ')}, not '${cause}'.`);
    }
  }
  const given = [answer, ...Object.values(answers)];
  for (const one of given) {
    if (typeof one === 'function' || KINDS.includes(one)) continue;
    throw new TailraceError('TAILRACE_BAD_OPTION', `redact: an answer is one of ${KINDS.join(', ')}, or a function.`);
  }
  if (!given.includes('token')) return;
  if (key === undefined) {
    throw new TailraceError('TAILRACE_MISSING_OPTION', "redact: tokens need the option 'key'; keep it as a secret.");
  }
  if (Buffer.byteLength(key) < LEAST_KEY_BYTES) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `redact: 'key' takes ${LEAST_KEY_BYTES} bytes at least.`);
  }
}
