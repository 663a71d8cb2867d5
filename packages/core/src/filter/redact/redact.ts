import { TailraceError } from '../../diagnostics/errors.ts';
import { checkOptions } from '../../options/check-options.ts';
import { nearestName } from '../../options/nearest-name.ts';
import type { LogRecord } from '../../record/log-record.ts';
import type { FilterStep } from '../filter.ts';
import { type Answer, Answers, type RedactionCause } from './answers.ts';
import { DETECTOR_NAMES, type DetectorName } from './detector-name.ts';
import { pathStates } from './path-states.ts';
import { RecordRedactor } from './record-redactor.ts';
import { Redactor } from './redactor.ts';
import { secretNames, USUAL_SECRET_NAMES } from './secret-names.ts';
import { type RedactPattern, TextRedactor } from './text-redactor.ts';
import { TextScanner } from './text-scanner.ts';
import { stepMakers } from '../step-makers.ts';

export interface RedactOptions {
  /**
   * Values to redact wherever their path is: `user.*.password`, `items[*].card`, `attributes.headers["x-key"]`,
   * `error.message`. A path begins at a field of the record (`message`, `error`, `attributes`, `logger`, `service`,
   * `host`, `source`), or else among the attributes.
   */
  readonly paths?: readonly string[];
  /** Names under which values are secret at any depth, beside the usual ones; case and separators do not matter. */
  readonly keys?: readonly string[];
  /** Whether the usual names count (`password`, `token`, `authorization` and the like). Default true. */
  readonly usualKeys?: boolean;
  /** Names that are not secret though they look like it, `nextPageToken` for example. */
  readonly exceptKeys?: readonly string[];
  /** What to look for in text; everything by default, `[]` for nothing. */
  readonly detectors?: readonly DetectorName[];
  /** Patterns of your own to look for in text. */
  readonly patterns?: readonly RedactPattern[];
  /** What stands in the place of what is redacted: `mask` (default), `last4`, `hash`, `token`, or a function. */
  readonly answer?: Answer;
  /** As `answer`, by cause: a detector's name, `path`, `key` or `pattern`. */
  readonly answers?: Readonly<Partial<Record<RedactionCause, Answer>>>;
  /** The text of a mask; `[redacted]` by default. */
  readonly mask?: string;
  /** The key of tokens, at least 16 bytes; the same key gives the same tokens on every host. */
  readonly key?: string | Uint8Array;
  /** How many characters of a text are scanned; what is beyond is cut off. 262,144 by default. */
  readonly maxTextLength?: number;
  /** How deep objects are looked into; what is deeper is replaced. 32 by default. */
  readonly maxDepth?: number;
  /** How many values of a record are looked at; what is beyond is replaced. 100,000 by default. */
  readonly maxValues?: number;
}

/**
 * Takes secrets and personal data out of records [D9]: by path, by the name of the key, and by what text looks like.
 *
 * It looks at the message, at attributes of any depth, at errors with their stacks and causes, at keys. Nothing that it
 * is given is changed: records are copied where something is redacted, and share the rest. What it cannot look at
 * (too deep, too large, throwing getters) is replaced, and if it fails, the record goes on without its content.
 * Redacting twice is redacting once. Put it last: only what is kept pays for it, and everything that leaves the chain
 * has passed it.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for paths that do not parse and unknown detectors;
 *   `TAILRACE_MISSING_OPTION` for tokens without a key.
 * @example
 * redact({ paths: ['user.address'], answers: { card: 'last4', email: 'token' }, key: process.env['REDACT_KEY'] })
 */
export function redact(options: RedactOptions = {}): FilterStep {
  checkOptions<RedactOptions>('redact', options, {
    paths: { type: 'array' },
    keys: { type: 'array' },
    usualKeys: { type: 'boolean' },
    exceptKeys: { type: 'array' },
    detectors: { type: 'array' },
    patterns: { type: 'array' },
    answer: { type: 'any' },
    answers: { type: 'object' },
    mask: { type: 'string' },
    key: { type: 'any' },
    maxTextLength: { type: 'integer', min: 1, max: 1e9 },
    maxDepth: { type: 'integer', min: 1, max: 1000 },
    maxValues: { type: 'integer', min: 1, max: 1e9 },
  });
  const redactor = recordRedactor(options);
  return {
    name: 'redact',
    rewrites: true,
    onThrow: 'withhold',
    apply: (record: LogRecord) => redactor.redact(record),
  };
}

stepMakers.add(redact);

function recordRedactor(options: RedactOptions): RecordRedactor {
  const detectors = checkedDetectors(options.detectors ?? DETECTOR_NAMES);
  const answers = new Answers({
    answer: options.answer ?? 'mask',
    answers: options.answers ?? {},
    mask: options.mask ?? '[redacted]',
    key: options.key,
  });
  const isSecretName = secretNames({
    names: [...(options.usualKeys === false ? [] : USUAL_SECRET_NAMES), ...(options.keys ?? [])],
    except: options.exceptKeys ?? [],
  });
  const text = new TextRedactor({
    scanner: new TextScanner({ detectors, isSecretName }),
    answers,
    patterns: options.patterns ?? [],
    maxTextLength: options.maxTextLength ?? 262_144,
  });
  const root = pathStates({ paths: options.paths ?? [], isSecretName, rename: (name) => text.redact(name) });
  const redactor = new Redactor({
    text,
    answers,
    maxDepth: options.maxDepth ?? 32,
    maxValues: options.maxValues ?? 100_000,
  });
  return new RecordRedactor({ root, redactor });
}

function checkedDetectors(detectors: readonly unknown[]): readonly DetectorName[] {
  for (const name of detectors) {
    if ((DETECTOR_NAMES as readonly unknown[]).includes(name)) continue;
    const nearest = nearestName(String(name), DETECTOR_NAMES);
    const hint = nearest === undefined ? `Known: ${DETECTOR_NAMES.join(', ')}.` : `Did you mean '${nearest}'?`;
    throw new TailraceError('TAILRACE_BAD_OPTION', `redact has no detector '${String(name)}'. ${hint}`);
  }
  return detectors as readonly DetectorName[];
}
