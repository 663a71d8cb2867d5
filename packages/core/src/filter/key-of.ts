import { TailraceError } from '../diagnostics/errors.ts';
import type { LogRecord } from '../record/log-record.ts';
import { read } from '../record/own-property.ts';
import { hashText } from './hash-text.ts';

/**
 * What records are told apart by: a field of the record (`message`, `level`, `logger`, `service`, `host`, `traceId`,
 * `spanId`, `kind`, `error.name`, `error.code`), the path of an attribute (`user.id` or `attributes.user.id`), a
 * function, or several of these together.
 */
export type KeySource =
  | string
  | ((record: LogRecord) => unknown)
  | readonly (string | ((record: LogRecord) => unknown))[];

/** Answers the key of a record; never throws and never longer than {@link MAX_KEY_LENGTH}. */
export type KeyFunction = (record: LogRecord) => string;

/** Longer keys become a hash of themselves, so that a bound of keys is a bound of memory. */
export const MAX_KEY_LENGTH = 256;

const FIELDS = new Set(['message', 'level', 'logger', 'service', 'host', 'traceId', 'spanId', 'kind']);
const ROOTED = new Set(['error', 'source', 'attributes']);

/**
 * Compiles a key source; without one all records have the same key.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for what is none.
 */
export function keyOf(owner: string, by: KeySource | undefined): KeyFunction {
  if (by === undefined) return () => '';
  if (typeof by === 'string') {
    const value = reader(owner, by);
    return (record) => bounded(textOf(value(record)));
  }
  if (typeof by === 'function') return (record) => bounded(textOf(guarded(by, record)));
  if (Array.isArray(by) && by.length > 0) {
    const parts = (by as readonly (string | ((record: LogRecord) => unknown))[]).map((part) =>
      typeof part === 'function' ? (record: LogRecord) => guarded(part, record) : reader(owner, part),
    );
    return (record) => {
      let key = '';
      for (const part of parts) key += `${textOf(part(record))}\u0000`;
      return bounded(key);
    };
  }
  throw badKey(owner, by);
}

function reader(owner: string, path: unknown): (record: LogRecord) => unknown {
  if (typeof path !== 'string' || path === '') throw badKey(owner, path);
  if (FIELDS.has(path)) return (record) => record[path as keyof LogRecord];
  const segments = path.split('.');
  const rooted = ROOTED.has(segments[0] ?? '') && segments.length > 1;
  const [first = '', ...rest] = rooted ? segments : ['attributes', ...segments];
  return (record) => {
    let value: unknown = record[first as keyof LogRecord];
    for (const segment of rest) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = read(value, segment);
    }
    return value;
  };
}

function guarded(by: (record: LogRecord) => unknown, record: LogRecord): unknown {
  try {
    return by(record);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  try {
    return typeof value === 'bigint' ? value.toString() : (JSON.stringify(value) ?? '');
  } catch {
    return '[threw]';
  }
}

function bounded(key: string): string {
  return key.length <= MAX_KEY_LENGTH ? key : `#${key.length}:${hashText(key)}`;
}

function badKey(owner: string, by: unknown): TailraceError {
  return new TailraceError(
    'TAILRACE_BAD_OPTION',
    `${owner}: 'by' takes a field or path, a function, or an array of these, not ${typeof by}.`,
  );
}
