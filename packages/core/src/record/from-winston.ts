import { normalSpanId, normalTraceId } from '../context/trace-id.ts';
import { timeOf } from '../wire/time-of.ts';
import { createCleanRecord, type RecordDefaults, type RecordInput } from './create-record.ts';
import { keepRecord, recordOfInfo } from './info-records.ts';
import type { LogRecord } from './log-record.ts';
import { attributeAt } from './merge-attributes.ts';
import { ownKeys, read, setOwn } from './own-property.ts';
import { findWinstonError } from './winston-error.ts';
import { winstonMessage } from './winston-message.ts';

const LEVEL = Symbol.for('level');

/** What Winston hands to formats and transports: an object of any shape, or an error that was logged as it is. */
export type WinstonInfo = object;

/**
 * Turns a Winston info into a record, once: later calls with the same info answer the same record.
 *
 * The record is kept within the info, unseen, so that all transports share its id ({@link recordOfInfo}). The
 * level is `info[Symbol.for('level')]`, which formats do not colour. Errors are found wherever Winston's users put
 * them: the info itself, its message, `error`, `err`, `exception`, `reason`, the splat; and text that Winston glued to
 * the message from a second argument is taken off again. `logger` (or `label`), `service`, `host` (or `hostname`),
 * `trace_id`, `span_id`, `trace_flags`, `module`, `function` and `line` become fields of the record where their types
 * fit; a `timestamp` counts where it is unmistakable (a Date, a number, ISO 8601). Everything else becomes an
 * attribute. Never throws, and changes nothing of the info that can be seen.
 *
 * @param defaults - As of {@link createRecord}.
 */
export function fromWinston(info: WinstonInfo, defaults?: RecordDefaults): LogRecord {
  const known = recordOfInfo(info);
  if (known !== undefined) return known;
  const record = createCleanRecord(inputOf(info), defaults);
  keepRecord(info, record);
  return record;
}

function inputOf(info: WinstonInfo): RecordInput {
  const input: { -readonly [K in keyof RecordInput]: RecordInput[K] } = { level: levelOf(info) };
  const { error, usedKeys } = findWinstonError(info);
  if (error !== undefined) input.error = error;
  const message = winstonMessage(info, input.error);
  input.message = message.text;
  let attributes: Record<string, unknown> | undefined;
  for (const key of ownKeys(info)) {
    if (key === 'level' || key === 'message' || usedKeys.has(key)) continue;
    const value = attributeAt(info, key);
    if (value === undefined || lift(input, key, value)) continue;
    attributes ??= {};
    setOwn(attributes, key, value);
  }
  if (message.fields !== undefined) {
    for (const key of ownKeys(message.fields)) {
      attributes ??= {};
      setOwn(attributes, key, attributeAt(message.fields, key));
    }
  }
  if (attributes !== undefined) input.attributes = attributes;
  return input;
}

function levelOf(info: WinstonInfo): string {
  const level = read(info, LEVEL) ?? read(info, 'level');
  if (typeof level !== 'string') return 'info';
  // oxlint-disable-next-line no-control-regex -- taking off colours is the point
  return level.includes('\u001B') ? level.replace(/\u001B\[[\d;]*m/g, '') : level;
}

type Draft = { -readonly [K in keyof RecordInput]: RecordInput[K] };

/** Makes a property of the info a field of the record; false where it stays an attribute. */
function lift(input: Draft, key: string, value: unknown): boolean {
  switch (key) {
    case 'timestamp':
      return set(input, 'timestamp', timeOf(value));
    case 'logger':
    case 'service':
    case 'host':
      return set(input, key, text(value));
    case 'label':
      return input.logger === undefined && set(input, 'logger', text(value));
    case 'hostname':
      return input.host === undefined && set(input, 'host', text(value));
    case 'traceId':
    case 'trace_id':
      return set(input, 'traceId', normalTraceId(value));
    case 'spanId':
    case 'span_id':
      return set(input, 'spanId', normalSpanId(value));
    case 'traceFlags':
    case 'trace_flags':
      return set(input, 'traceFlags', flags(value));
    case 'process':
    case 'pid':
      return set(input, 'process', natural(value));
    case 'module':
    case 'function':
      return place(input, key, text(value));
    case 'line':
      return place(input, key, natural(value));
    default:
      return false;
  }
}

function set<K extends keyof Draft>(input: Draft, key: K, value: Draft[K] | undefined): boolean {
  if (value === undefined) return false;
  input[key] = value;
  return true;
}

function place(input: Draft, key: 'module' | 'function' | 'line', value: string | number | undefined): boolean {
  if (value === undefined) return false;
  input.source = { ...input.source, [key]: value };
  return true;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function natural(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** OpenTelemetry's instrumentation of Winston writes the flags as two hex digits. */
function flags(value: unknown): number | undefined {
  if (typeof value === 'string' && /^[0-9a-f]{2}$/.test(value)) return Number.parseInt(value, 16);
  const number = natural(value);
  return number !== undefined && number <= 255 ? number : undefined;
}
