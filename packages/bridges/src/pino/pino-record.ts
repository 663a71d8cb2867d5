import { isError, normalSpanId, normalTraceId, timeOf, toErrorRecord } from '@tailrace/core';
import type { BridgeLevel, Levels } from '../levels.ts';
import { isPlainError, withCauses } from '../plain-error.ts';
import { type Draft, draft } from '../draft.ts';
import type { PinoLike, PinoSymbols } from './pino-parts.ts';
import type { PinoMetadata } from './pino-stream.ts';

type Fields = Record<string, unknown>;
const NONE: readonly string[] = [];
const OF_ERROR: readonly string[] = ['type', 'stack'];

/**
 * Makes records of what pino writes: of the line itself, so that serializers, formatters, mixins and redaction have had
 * their say, and of the original error, whose causes pino's own serializer turns into text.
 */
export class PinoRecords {
  readonly #symbols: PinoSymbols;
  readonly #levels: Levels;
  readonly #logger: string;
  readonly #levelFields = new Map<string, Fields>();
  readonly #timeKeys = new WeakMap<object, string | undefined>();
  readonly #names = new WeakMap<object, { readonly bindings: string; readonly name: string }>();
  readonly #redacting = new WeakMap<object, boolean>();

  constructor(symbols: PinoSymbols, levels: Levels, logger: string) {
    this.#symbols = symbols;
    this.#levels = levels;
    this.#logger = logger;
  }

  levelOf({ lastLevel, lastLogger }: PinoMetadata): BridgeLevel {
    return this.#levels.ofNumber(lastLevel, lastLogger?.levels.labels[lastLevel as number]);
  }

  /** Answers the name that a logger's bindings say, without looking at a line. */
  nameOf({ lastLogger: logger }: PinoMetadata): string {
    if (logger === undefined) return this.#logger;
    const bindings = logger[this.#symbols.bindings] as string;
    const known = this.#names.get(logger);
    if (known?.bindings === bindings) return known.name;
    const { name } = parse(`{${bindings.slice(1)}}`) ?? {};
    const found = { bindings, name: typeof name === 'string' && name !== '' ? name : this.#logger };
    this.#names.set(logger, found);
    return found.name;
  }

  /** Makes what a record is made from. */
  of(level: BridgeLevel, line: string, metadata: PinoMetadata): Draft {
    const fields = parse(line);
    const { lastLogger: logger, lastMsg: message } = metadata;
    const record = draft(level, this.#logger, '');
    record.timestamp = timestampOf(metadata.lastTime);
    if (fields === undefined || logger === undefined) {
      // A hook has made something else of the line: what it took out must not come back from the object.
      record.message = typeof message === 'string' && fields !== undefined ? message : line.trimEnd();
      return record;
    }
    const symbols = this.#symbols;
    const messageKey = logger[symbols.messageKey] as string;
    const timeKey = record.timestamp === undefined ? undefined : this.#timeKeyOf(logger);
    const levelFields = this.#levelFieldsOf(logger, metadata.lastLevel);
    const written = fields[messageKey];
    if (written !== undefined) record.message = textOf(written);
    const nestedKey = logger[symbols.nestedKey] as string | null | undefined;
    const holder = nestedKey ? fields[nestedKey] : fields;
    const taken =
      typeof holder === 'object' && holder !== null
        ? this.#takeError(record, holder as Fields, logger, metadata.lastObj)
        : NONE;
    let attributes: Fields | undefined;
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      if (key === messageKey || key === timeKey) continue;
      // A field of the application's own that has the level's name stays.
      if (levelFields !== undefined && levelFields[key] === value) continue;
      if (holder === fields && taken.includes(key)) continue;
      if (lift(record, key, value)) continue;
      attributes ??= {};
      setOwn(attributes, key, key === nestedKey ? without(value as Fields, taken) : value);
    }
    record.attributes = attributes;
    return record;
  }

  /** The keys that a level's text brings along, and their values. */
  #levelFieldsOf(logger: PinoLike, level: unknown): Fields | undefined {
    const texts = logger[this.#symbols.levelTexts] as Readonly<Record<number, string>> | undefined;
    const text = texts?.[level as number];
    if (text === undefined) return undefined;
    let fields = this.#levelFields.get(text);
    if (fields === undefined) {
      fields = parse(`${text}}`) ?? {};
      this.#levelFields.set(text, fields);
    }
    return fields;
  }

  #timeKeyOf(logger: PinoLike): string | undefined {
    const write = logger[this.#symbols.time] as () => string;
    if (!this.#timeKeys.has(write)) this.#timeKeys.set(write, /^,"([^"]+)":/.exec(write())?.[1]);
    return this.#timeKeys.get(write);
  }

  /** Makes the record's error of what was written, and answers the keys that it stands for. */
  #takeError(record: Draft, fields: Fields, logger: PinoLike, object: unknown): readonly string[] {
    const { type, stack } = fields;
    if (typeof type === 'string' && typeof stack === 'string' && property(object, 'stack') === stack) {
      // pino 6 writes an error's parts beside all other fields, and calls every class of errors `Error`.
      const name = /^([A-Za-z_$][\w$]*)/.exec(stack)?.[1] ?? type;
      record.error = withCauses({ type: name, stack, message: record.message }, object, this.#isRedacting(logger));
      return OF_ERROR;
    }
    const key = (logger[this.#symbols.errorKey] as string | undefined) ?? 'err';
    const written = fields[key];
    if (isPlainError(written)) {
      record.error = withCauses(written, property(object, key), this.#isRedacting(logger));
      return [key];
    }
    if (written === undefined && fields['error'] === undefined) return NONE;
    // Without a serializer an error is written as an empty object.
    for (const name of [key, 'error']) {
      const error = property(object, name);
      const text = fields[name];
      if (typeof text !== 'object' || text === null || !isError(error) || this.#isRedacting(logger)) continue;
      record.error = toErrorRecord(error);
      return [name];
    }
    return NONE;
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

/** Makes a field of the record of what pino, and OpenTelemetry's instrumentation of it, put into every line. */
function lift(record: Draft, key: string, value: unknown): boolean {
  switch (key) {
    case 'name':
      if (typeof value !== 'string' || value === '') return false;
      record.logger = value;
      return true;
    case 'hostname':
      if (typeof value !== 'string' || value === '') return false;
      record.host = value;
      return true;
    case 'pid':
      if (!Number.isInteger(value)) return false;
      record.process = value as number;
      return true;
    case 'trace_id':
      record.traceId = normalTraceId(value);
      return record.traceId !== undefined;
    case 'span_id':
      record.spanId = normalSpanId(value);
      return record.spanId !== undefined;
    case 'trace_flags':
      if (typeof value !== 'string' || !/^[\da-f]{2}$/.test(value)) return false;
      record.traceFlags = Number.parseInt(value, 16);
      return true;
    default:
      return false;
  }
}

/** A copy of fields without some of them. */
function without(fields: Fields, keys: readonly string[]): Fields {
  return keys.length === 0 ? fields : Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
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
function timestampOf(time: unknown): number | undefined {
  if (typeof time !== 'string') return undefined;
  const millis = Number(time);
  return millis > MILLIS_SINCE_2001 && Number.isInteger(millis) ? millis : timeOf(time.replaceAll('"', ''));
}

/** A number from here on is one of milliseconds; seconds of that size are far away. */
const MILLIS_SINCE_2001 = 1e12;

/** JSON may have a key that objects take for their prototype. */
function setOwn(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}
