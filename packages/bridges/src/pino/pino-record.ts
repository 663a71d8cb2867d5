import { isError, normalSpanId, normalTraceId, type RecordInput, timeOf, toErrorRecord } from '@tailrace/core';
import type { BridgeLevel, Levels } from '../levels.ts';
import { isPlainError, withCauses } from '../plain-error.ts';
import type { PinoLike, PinoSymbols } from './pino-parts.ts';
import type { PinoMetadata } from './pino-stream.ts';

type Fields = Record<string, unknown>;
type Draft = { -readonly [K in keyof RecordInput]: RecordInput[K] };

/**
 * Makes records of what pino writes: of the line itself, so that serializers, formatters, mixins and redaction have had
 * their say, and of the original error, whose causes pino's own serializer turns into text.
 */
export class PinoRecords {
  readonly #symbols: PinoSymbols;
  readonly #levels: Levels;
  readonly #logger: string;
  /** The keys that a level's text brings along, by the text. */
  readonly #levelFields = new Map<string, Fields>();
  readonly #timeKeys = new WeakMap<object, string | undefined>();
  readonly #redacting = new WeakMap<object, boolean>();

  constructor(symbols: PinoSymbols, levels: Levels, logger: string) {
    this.#symbols = symbols;
    this.#levels = levels;
    this.#logger = logger;
  }

  levelOf({ lastLevel, lastLogger }: PinoMetadata): BridgeLevel {
    return this.#levels.ofNumber(lastLevel, lastLogger?.levels.labels[lastLevel as number]);
  }

  /** Answers everything but the level. */
  of(line: string, metadata: PinoMetadata): RecordInput {
    const fields = parse(line);
    const { lastLogger: logger, lastTime: time, lastMsg: message } = metadata;
    const timestamp = timeOf(unquoted(time));
    if (fields === undefined || logger === undefined) {
      // A hook has made something else of the line: what it took out must not come back from the object.
      const text = typeof message === 'string' && fields !== undefined ? message : line.trimEnd();
      return { message: text, logger: this.#logger, ...(timestamp !== undefined && { timestamp }) };
    }
    const draft: Draft = { message: '', logger: this.#logger };
    if (timestamp !== undefined) draft.timestamp = timestamp;
    const symbols = this.#symbols;
    const messageKey = logger[symbols.messageKey] as string;
    const nestedKey = logger[symbols.nestedKey] as string | null | undefined;
    this.#dropLevel(fields, logger, metadata.lastLevel);
    const timeKey = this.#timeKeyOf(logger);
    if (timeKey !== undefined && timestamp !== undefined) delete fields[timeKey];
    if (messageKey in fields) draft.message = textOf(fields[messageKey]);
    delete fields[messageKey];
    const holder = nestedKey ? fields[nestedKey] : fields;
    if (typeof holder === 'object' && holder !== null)
      this.#takeError(draft, holder as Fields, logger, metadata.lastObj);
    lift(draft, fields);
    if (Object.keys(fields).length > 0) draft.attributes = fields;
    return draft;
  }

  /** A field of the application's own that has the level's name stays. */
  #dropLevel(fields: Fields, logger: PinoLike, level: unknown): void {
    const texts = logger[this.#symbols.levelTexts] as Readonly<Record<number, string>> | undefined;
    const text = texts?.[level as number];
    if (text === undefined) return;
    let own = this.#levelFields.get(text);
    if (own === undefined) {
      own = parse(`${text}}`) ?? {};
      this.#levelFields.set(text, own);
    }
    for (const key of Object.keys(own)) if (fields[key] === own[key]) delete fields[key];
  }

  #timeKeyOf(logger: PinoLike): string | undefined {
    const write = logger[this.#symbols.time] as () => string;
    if (!this.#timeKeys.has(write)) this.#timeKeys.set(write, /^,"([^"]+)":/.exec(write())?.[1]);
    return this.#timeKeys.get(write);
  }

  #takeError(draft: Draft, fields: Fields, logger: PinoLike, object: unknown): void {
    const isRedacting = this.#isRedacting(logger);
    const { type, stack } = fields;
    if (typeof type === 'string' && typeof stack === 'string' && property(object, 'stack') === stack) {
      // pino 6 writes an error's parts beside all other fields, and calls every class of errors `Error`.
      const name = /^([A-Za-z_$][\w$]*)/.exec(stack)?.[1] ?? type;
      draft.error = withCauses({ type: name, stack, message: draft.message }, object, isRedacting);
      delete fields['type'];
      delete fields['stack'];
      return;
    }
    const key = (logger[this.#symbols.errorKey] as string | undefined) ?? 'err';
    const original = property(object, key);
    const written = fields[key];
    if (isPlainError(written)) {
      draft.error = withCauses(written, original, isRedacting);
      delete fields[key];
      return;
    }
    // Without a serializer an error is written as an empty object.
    for (const name of [key, 'error']) {
      const error = property(object, name);
      const text = fields[name];
      if (isRedacting || !isError(error) || typeof text !== 'object' || text === null) continue;
      draft.error = toErrorRecord(error);
      delete fields[name];
      return;
    }
  }

  #isRedacting(logger: PinoLike): boolean {
    const stringifiers = logger[this.#symbols.stringifiers];
    if (typeof stringifiers !== 'object' || stringifiers === null) return false;
    let isRedacting = this.#redacting.get(stringifiers);
    if (isRedacting === undefined) {
      isRedacting = Reflect.ownKeys(stringifiers).length > 0;
      this.#redacting.set(stringifiers, isRedacting);
    }
    return isRedacting;
  }
}

function property(object: unknown, key: string): unknown {
  try {
    return (object as Fields | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** Makes fields of the record of what pino, and OpenTelemetry's instrumentation of it, put into every line. */
function lift(draft: Draft, fields: Fields): void {
  const { name, hostname, pid, trace_id: traceId, span_id: spanId, trace_flags: flags } = fields;
  if (typeof name === 'string' && name !== '') {
    draft.logger = name;
    delete fields['name'];
  }
  if (typeof hostname === 'string' && hostname !== '') {
    draft.host = hostname;
    delete fields['hostname'];
  }
  if (Number.isInteger(pid)) {
    draft.process = pid as number;
    delete fields['pid'];
  }
  const trace = normalTraceId(traceId);
  if (trace === undefined) return;
  draft.traceId = trace;
  delete fields['trace_id'];
  const span = normalSpanId(spanId);
  if (span !== undefined) {
    draft.spanId = span;
    delete fields['span_id'];
  }
  if (typeof flags === 'string' && /^[\da-f]{2}$/.test(flags)) {
    draft.traceFlags = Number.parseInt(flags, 16);
    delete fields['trace_flags'];
  }
}

function parse(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever pino's `msg` was, as text. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Times are written as numbers, or as text in quotes. */
function unquoted(time: unknown): unknown {
  return typeof time === 'string' ? time.replaceAll('"', '') : time;
}
