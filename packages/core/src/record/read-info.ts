import { normalSpanId, normalTraceId } from '../context/trace-id.ts';
import { timeOf } from '../wire/time-of.ts';
import type { RecordInput } from './create-record.ts';
import { isError, toErrorRecord } from './error-record.ts';
import { attributeAt } from './merge-attributes.ts';
import { ownKeys, read, setOwn } from './own-property.ts';
import { findWinstonError } from './winston-error.ts';
import { winstonMessage } from './winston-message.ts';

const LEVEL = Symbol.for('level');

/** Takes what becomes attributes, one after the other; never throws. */
export interface AttributeSink {
  add(key: string, value: unknown): void;
  /** Adds one that may lie over another of its name. */
  lay(key: string, value: unknown): void;
}

/** Always of one shape, whatever is in the info: it is made for every line. */
export type InfoDraft = { -readonly [K in keyof RecordInput]-?: RecordInput[K] | undefined };

/**
 * Reads an info: answers what makes up its record, all but the attributes, which go to `sink`. Never throws.
 */
export function readInfo(info: object, sink: AttributeSink): InfoDraft {
  const input = draft(levelOf(info));
  const { error, usedKeys } = findWinstonError(info);
  if (error !== undefined) input.error = error;
  const message = winstonMessage(info, error);
  input.message = message.text;
  // for…in reads values in a third of the time.
  const properties = isOrdinary(info) ? info : copied(info);
  try {
    // oxlint-disable-next-line guard-for-in -- an ordinary info inherits nothing, and a copy neither
    for (const key in properties) {
      const role = ROLES.get(key);
      if (role === 'read' || (usedKeys.size > 0 && usedKeys.has(key))) continue;
      let value: unknown;
      try {
        value = properties[key];
        if (typeof value === 'object' && isError(value)) value = toErrorRecord(value);
      } catch {
        value = '[threw]';
      }
      if (value !== undefined && (role === undefined || !lift(input, role, value))) sink.add(key, value);
    }
  } catch {
    // A proxy that does not tell its names has none.
  }
  if (message.fields !== undefined) {
    for (const key of ownKeys(message.fields)) sink.lay(key, attributeAt(message.fields, key));
  }
  return input;
}

/** True for a plain object in which for…in sees its own properties alone. */
function isOrdinary(info: object): info is Record<string, unknown> {
  for (const _ in Object.prototype) return false;
  try {
    return Object.getPrototypeOf(info) === Object.prototype;
  } catch {
    return false;
  }
}

/** The own properties of any object, as far as they can be read, in an object of which nothing is inherited. */
function copied(info: object): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of ownKeys(info)) setOwn(copy, key, attributeAt(info, key));
  return copy;
}

function draft(level: string): InfoDraft {
  return {
    level,
    message: undefined,
    error: undefined,
    timestamp: undefined,
    logger: undefined,
    service: undefined,
    host: undefined,
    process: undefined,
    traceId: undefined,
    spanId: undefined,
    traceFlags: undefined,
    source: undefined,
    attributes: undefined,
    id: undefined,
    severity: undefined,
    thread: undefined,
    kind: undefined,
    sampleRate: undefined,
  };
}

function wordOf(info: { readonly [LEVEL]?: unknown; readonly level?: unknown }): unknown {
  try {
    return info[LEVEL] ?? info.level;
  } catch {
    return read(info, 'level');
  }
}

function levelOf(info: object): string {
  const level = wordOf(info);
  if (typeof level !== 'string') return 'info';
  // oxlint-disable-next-line no-control-regex -- taking off colours is the point
  return level.includes('\u001B') ? level.replace(/\u001B\[[\d;]*m/g, '') : level;
}

/** What becomes of properties of the info that are no attributes by their names alone. */
type Role = 'read' | 'timestamp' | 'logger' | 'service' | 'host' | 'label' | 'hostname' | Traced | 'process' | Place;
type Traced = 'traceId' | 'spanId' | 'traceFlags';
type Place = 'module' | 'function' | 'line';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['level', 'read'],
  ['message', 'read'],
  ['timestamp', 'timestamp'],
  ['logger', 'logger'],
  ['label', 'label'],
  ['service', 'service'],
  ['host', 'host'],
  ['hostname', 'hostname'],
  ['traceId', 'traceId'],
  ['trace_id', 'traceId'],
  ['spanId', 'spanId'],
  ['span_id', 'spanId'],
  ['traceFlags', 'traceFlags'],
  ['trace_flags', 'traceFlags'],
  ['process', 'process'],
  ['pid', 'process'],
  ['module', 'module'],
  ['function', 'function'],
  ['line', 'line'],
]);

/** Makes a property of the info a field of the record; false where it stays an attribute. */
function lift(input: InfoDraft, role: Role, value: unknown): boolean {
  switch (role) {
    case 'timestamp':
      return set(input, role, timeOf(value));
    case 'logger':
    case 'service':
    case 'host':
      return set(input, role, text(value));
    case 'label':
      return input.logger === undefined && set(input, 'logger', text(value));
    case 'hostname':
      return input.host === undefined && set(input, 'host', text(value));
    case 'traceId':
      return set(input, role, normalTraceId(value));
    case 'spanId':
      return set(input, role, normalSpanId(value));
    case 'traceFlags':
      return set(input, role, flags(value));
    case 'process':
      return set(input, role, natural(value));
    case 'module':
    case 'function':
      return place(input, role, text(value));
    case 'line':
      return place(input, role, natural(value));
    default:
      return false;
  }
}

function set<K extends keyof InfoDraft>(input: InfoDraft, key: K, value: InfoDraft[K] | undefined): boolean {
  if (value === undefined) return false;
  input[key] = value;
  return true;
}

function place(input: InfoDraft, key: 'module' | 'function' | 'line', value: string | number | undefined): boolean {
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
