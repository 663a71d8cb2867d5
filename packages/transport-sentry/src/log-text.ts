import { inertJson, type LogRecord, numberText, safeStringify } from '@tailrace/core';
import {
  type AttributeSink,
  draftOf,
  type LogSurroundings,
  OWN_NAMES,
  type OwnName,
  putAttributes,
} from './log-attributes.ts';
import { NO_FIELDS } from './scope-snapshot.ts';
import { logLevelOf } from './sentry-level.ts';
import { emit, type SentryClient } from './sentry-sdk.ts';

/** What is longer goes the way that cuts. */
const MAX_LENGTH = 250_000;
/** How long the text of one attribute that is no single value may be. */
export const MAX_VALUE_BYTES = 16 * 1024;
/** Where the quick way ends: thrown and caught within this file alone. */
const NOT_PLAIN = Symbol('not plain');

/** What Sentry's client adds to a log: the server's address alone, or whatever its hooks say. */
export type LogAdditions = { readonly serverName: string | undefined } | { readonly hooksOf: SentryClient };

/**
 * Writes the log of a record in one go, as it is written by way of an object; `undefined` where the record is not plain
 * data of the types that it should have, or two attributes have one name and different values.
 */
export function logText(record: LogRecord, around: LogSurroundings, additions: LogAdditions): string | undefined {
  if (!isSound(record)) return undefined;
  try {
    if ('serverName' in additions) {
      const text = new AttributeText(additions.serverName);
      if (around.scope.attributes !== NO_FIELDS) text.mayRepeat = true;
      putAttributes(record, around, text);
      return lineOf(record, around, record.message, text);
    }
    const draft = draftOf(record, around);
    emit(additions.hooksOf, 'beforeCaptureLog', draft);
    const text = new AttributeText(undefined);
    for (const name of Object.keys(draft.attributes)) {
      const value = draft.attributes[name];
      if (value !== undefined) text.add(name, value);
    }
    return lineOf(record, around, draft.message, text);
  } catch {
    // Whatever a getter threw, the thorough way says it.
    return undefined;
  }
}

function lineOf(
  { timestamp, severity }: LogRecord,
  { trace }: LogSurroundings,
  message: string,
  text: AttributeText,
): string | undefined {
  const texts = `"body":${stringText(message)},"trace_id":${stringText(trace.traceId)}`;
  const head = `{"timestamp":${timestamp / 1_000},"level":"${logLevelOf(severity)}",${texts},"severity_number":${severity}`;
  const json = `${head},"attributes":{${text.end()}}}`;
  return json.length > MAX_LENGTH ? undefined : json;
}

/** Attributes with their types, as they become text. */
class AttributeText implements AttributeSink {
  /** Whether two attributes may have one name. */
  mayRepeat = false;
  #json = '';
  readonly #serverName: string | undefined;
  readonly #names: string[] = [];
  #hasDots = false;
  #hasPrefixes = false;
  /** What the application gave under names that every log has. */
  #own: Map<string, unknown> | undefined;

  constructor(serverName: string | undefined) {
    this.#serverName = serverName;
  }

  give(prefix: string, key: string, given: unknown): void {
    if (prefix !== '') this.#hasPrefixes = true;
    if (key.includes('.')) this.#hasDots = true;
    // `{ a: { b: 1 }, 'a.b': 2 }` has one name twice, and nothing else has.
    if (this.#hasPrefixes && this.#hasDots) this.mayRepeat = true;
    const name = prefix + key;
    if (this.mayRepeat && this.#names.includes(name)) throw NOT_PLAIN;
    this.#names.push(name);
    let value = given;
    if (OWN.has(name)) {
      if (name === SERVER_ADDRESS) value = this.#serverName ?? given;
      this.#own ??= new Map();
      this.#own.set(name, value);
    }
    this.add(name, value);
  }

  put(name: OwnName, value: unknown): void {
    if (name === SERVER_ADDRESS && this.#serverName !== undefined) return;
    if (this.#own?.has(name) === true) {
      // The user's id is one of the attributes and an attribute of its own, the same one as a rule.
      if (this.#own.get(name) === value) return;
      throw NOT_PLAIN;
    }
    if (WORDS.has(name)) this.#append(wordText(name, value));
    else this.add(name, value);
  }

  add(name: string, value: unknown): void {
    if (value === null) return;
    this.#append(nameText(name));
    this.#json += valueText(value);
  }

  /** All of them; the server's name stands last. */
  end(): string {
    if (this.#serverName !== undefined && this.#own?.has(SERVER_ADDRESS) !== true) {
      this.#append(wordText(SERVER_ADDRESS, this.#serverName));
    }
    return this.#json;
  }

  /** The first one goes without the comma that parts it from those before. */
  #append(text: string): void {
    this.#json += this.#json === '' ? text.slice(1) : text;
  }
}

const SERVER_ADDRESS = 'server.address';
const OWN: ReadonlySet<string> = new Set(OWN_NAMES);
/** Of these the values come again and again. */
const WORDS: ReadonlySet<string> = new Set<OwnName>([
  'sentry.origin',
  'sentry.sdk.name',
  'sentry.sdk.version',
  'sentry.release',
  'sentry.environment',
  'service.name',
  'server.address',
  'process.pid',
  'tailrace.level',
  'tailrace.logger',
  'tailrace.kind',
]);

const MAX_KNOWN = 1_000;
const MAX_KNOWN_LENGTH = 100;
const names = new Map<string, string>();
const words = new Map<string, Map<unknown, string>>();

/** The text of an attribute whose value is one of a few. */
function wordText(name: string, value: unknown): string {
  let known = words.get(name);
  if (known === undefined) words.set(name, (known = new Map<unknown, string>()));
  const found = known.get(value);
  if (found !== undefined) return found;
  const text = value === null ? '' : inOnePiece(nameText(name) + valueText(value));
  if (known.size < MAX_KNOWN && String(value).length <= MAX_KNOWN_LENGTH) known.set(value, text);
  return text;
}

function nameText(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = inOnePiece(`,${stringText(name)}:{"value":`);
  if (names.size < MAX_KNOWN && name.length <= MAX_KNOWN_LENGTH) names.set(name, text);
  return text;
}

/** What is put into many texts is gone through each time, piece by piece. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

function valueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (value.length <= SHORT && PLAIN.test(value)) return `"${value}","type":"string"}`;
      return `${stringText(value)},"type":"string"}`;
    case 'boolean':
      return value ? 'true,"type":"boolean"}' : 'false,"type":"boolean"}';
    case 'number':
      // Minus zero is written without its sign, as JSON has it.
      if (Number.isSafeInteger(value)) return `${numberText(value)},"type":"integer"}`;
      return Number.isFinite(value) ? `${numberText(value)},"type":"double"}` : `"${value}","type":"string"}`;
    case 'object': {
      const { json, mended } = safeStringify(value, { maxBytes: MAX_VALUE_BYTES });
      if (mended.length > 0) throw NOT_PLAIN;
      return `${stringText(json)},"type":"string"}`;
    }
    default:
      throw NOT_PLAIN;
  }
}

/** What JSON leaves as it is within quotes, and terminals and readers of lines, too. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
/** Longer strings go straight to JSON.stringify. */
const SHORT = 200;

function stringText(text: string): string {
  if (text.length <= SHORT && PLAIN.test(text)) return `"${text}"`;
  const json = inertJson(JSON.stringify(text));
  // Lone surrogates are mended for every destination.
  if (json.includes(String.raw`\ud`)) throw NOT_PLAIN;
  return json;
}

const MAX_MILLIS = 8.64e15;

/** Whether the fields that a log is made of are of the types that they should have. */
function isSound(record: LogRecord): boolean {
  const { id, timestamp, severity, level, message, service, host, process, thread, logger, kind, sampleRate } = record;
  return (
    // Errors have causes, and whatever else was put on them.
    record.error === undefined &&
    record.source === undefined &&
    typeof id === 'string' &&
    typeof level === 'string' &&
    typeof message === 'string' &&
    Number.isInteger(severity) &&
    Math.abs(timestamp) <= MAX_MILLIS &&
    isTextIfAny(service) &&
    isTextIfAny(host) &&
    isTextIfAny(logger) &&
    isTextIfAny(kind) &&
    isNumberIfAny(process) &&
    isNumberIfAny(thread) &&
    isNumberIfAny(sampleRate) &&
    isTextIfAny(record.traceId) &&
    isTextIfAny(record.spanId)
  );
}

function isTextIfAny(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isNumberIfAny(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value));
}
