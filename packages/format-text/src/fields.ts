import { inertText, type LogRecord, safeStringify, severityText } from '@tailrace/core';
import { errorText } from './error-lines.ts';

/** What fields are written with. */
export interface FieldContext {
  readonly time: (millis: number) => string;
  /** What stands for a field that a record has not. */
  readonly missing: string;
}

type Reader = (record: LogRecord, context: FieldContext) => unknown;

/** What one value may take of a line; more is cut and marked. */
const MAX_VALUE_BYTES = 32 * 1024;

const READERS: Readonly<Record<string, Reader>> = {
  time: ({ timestamp }, { time }) => time(timestamp),
  timestamp: ({ timestamp }, { time }) => time(timestamp),
  id: ({ id }) => id,
  level: ({ level }) => level,
  LEVEL: ({ level }) => level.toUpperCase(),
  severity: ({ severity }) => severityText(severity),
  message: ({ message }) => message,
  logger: ({ logger }) => logger,
  service: ({ service }) => service,
  host: ({ host }) => host,
  process: ({ process }) => process,
  pid: ({ process }) => process,
  thread: ({ thread }) => thread,
  file: ({ source }) => source?.module,
  module: ({ source }) => source?.module,
  function: ({ source }) => source?.function,
  line: ({ source }) => source?.line,
  trace_id: ({ traceId }) => traceId,
  span_id: ({ spanId }) => spanId,
  kind: ({ kind }) => kind ?? 'log',
  sample_rate: ({ sampleRate }) => sampleRate ?? 1,
  exception: (record) => errorText(record),
  attributes: ({ attributes }) => attributes,
};

/** Answers what reads and writes the field of that name; names it does not know are attributes, dots lead into them. */
export function fieldReader(name: string, context: FieldContext): (record: LogRecord) => string {
  const read = Object.hasOwn(READERS, name) ? READERS[name] : attributeReader(name);
  return (record) => {
    try {
      const value = read?.(record, context);
      return value === undefined || value === null || value === '' ? context.missing : textOf(value);
    } catch {
      return context.missing;
    }
  };
}

function attributeReader(name: string): Reader {
  const path = name.replace(/^attributes\./, '').split('.');
  return ({ attributes }) => {
    if (attributes === undefined) return undefined;
    const whole = path.join('.');
    if (Object.hasOwn(attributes, whole)) return attributes[whole];
    let value: unknown = attributes;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_VALUE_BYTES / 4) return inertText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return inertText(cutText(value));
  return inertText(safeStringify(value, { maxBytes: MAX_VALUE_BYTES }).json);
}

function cutText(text: string): string {
  return text.length <= MAX_VALUE_BYTES
    ? text
    : `${text.slice(0, MAX_VALUE_BYTES)}…[cut ${text.length - MAX_VALUE_BYTES}]`;
}
