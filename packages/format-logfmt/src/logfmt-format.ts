import { checkOptions, toPlainWire, toWinstonFormat, type WinstonFormatter } from '@tailrace/core';
import { flattened } from './flattened.ts';
import { PairWriter } from './pair-writer.ts';

/** Options of {@link logfmtFormat}. */
export interface LogfmtFormatOptions {
  /** Other names for fields: `{ timestamp: 'ts', message: 'message' }`. */
  readonly keys?: Readonly<Partial<Record<LogfmtField, string>>>;
  /** Whether stacks of errors are written, as `error.stack`; true by default. */
  readonly stack?: boolean;
  /** The most bytes of UTF-8 that a record may take, 1 MiB by default; strings that do not fit are cut and marked. */
  readonly maxBytes?: number;
}

/** The fields at the top of a record, by their names on the wire. */
export type LogfmtField = keyof typeof KEYS;

/** How the fields are called, in the order in which they are written: what readers of logfmt expect first. */
const KEYS = {
  timestamp: 'time',
  level: 'level',
  message: 'msg',
  logger: 'logger',
  service: 'service',
  host: 'host',
  process: 'pid',
  thread: 'thread',
  module: 'module',
  function: 'function',
  line: 'line',
  trace_id: 'trace_id',
  span_id: 'span_id',
  trace_flags: 'trace_flags',
  kind: 'kind',
  sample_rate: 'sample_rate',
  id: 'id',
} as const;

/**
 * Writes records as logfmt: `time=… level=info msg="order saved" user=ann`, a line each.
 *
 * Objects within attributes become keys joined by dots, lists JSON in quotes. Text that looks like a number, `true`,
 * `false` or `null` is put in quotes, so that a reader can tell it from one. Attributes whose name is a field's stand
 * under `attributes.`.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new FileTransport({ filename: 'app.log', formatter: logfmtFormat() });
 */
export function logfmtFormat(options: LogfmtFormatOptions = {}): WinstonFormatter {
  checkOptions('logfmtFormat', options, {
    keys: { type: 'object' },
    stack: { type: 'boolean' },
    maxBytes: { type: 'integer', min: 1024 },
  });
  const rules = Object.fromEntries(Object.keys(KEYS).map((name) => [name, { type: 'string' }] as const));
  checkOptions<object>('logfmtFormat keys', options.keys ?? {}, rules);
  const { stack = true } = options;
  const keys = Object.entries({ ...KEYS, ...options.keys }) as [LogfmtField, string][];
  return toWinstonFormat({
    name: 'logfmt',
    contentType: 'text/plain; charset=utf-8',
    format(record) {
      const wire = toPlainWire(record, options);
      const line = new PairWriter();
      for (const [field, key] of keys) line.add(key, wire[field]);
      for (const [key, value] of flattened('error', errorOf(wire.exception, stack))) line.add(key, value);
      const fields = line.keys();
      for (const [key, value] of flattened('', wire.attributes)) {
        line.add(fields.has(key) ? `attributes.${key}` : key, value);
      }
      return line.toString();
    },
  });
}

interface PlainError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

/** An error's name and message stand under `error` itself, as everybody looks for it; the rest below. */
function errorOf(error: unknown, stack: boolean): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { name, message, stack: frames, cause, ...rest } = error as PlainError;
  return {
    '': `${String(name)}: ${String(message)}`,
    ...rest,
    ...(stack && frames !== undefined && { stack: frames }),
    ...(cause !== undefined && { cause: errorOf(cause, stack) }),
  };
}
