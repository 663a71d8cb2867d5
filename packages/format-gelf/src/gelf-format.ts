import {
  checkOptions,
  safeStringify,
  syslogSeverity,
  toPlainWire,
  toWinstonFormat,
  type WinstonFormatter,
} from '@tailrace/core';
import { hostname } from 'node:os';
import { additionalFields } from './additional-fields.ts';

/** Options of {@link gelfFormat}. */
export interface GelfFormatOptions {
  /** What `host` says for records without one; the machine's name by default. */
  readonly host?: string;
  /** The most bytes of UTF-8 that a record may take, 1 MiB by default; strings that do not fit are cut and marked. */
  readonly maxBytes?: number;
}

/** Stands where GELF wants text and a record has none: Graylog refuses an empty `short_message`. */
const NO_MESSAGE = '-';

/** What a record's short message shows of a long one. */
const SHORT_MESSAGE = 32_000;

/** Fields of a record on the wire that have a place of their own in GELF. */
const PLACED: ReadonlySet<string> = new Set([
  'timestamp',
  'severity',
  'message',
  'host',
  'exception',
  'attributes',
  'id',
]);

/**
 * Writes records as GELF 1.1, one JSON object each, for Graylog and whatever else reads it.
 *
 * `level` is syslog's number, `timestamp` seconds with milliseconds. The stack of an error, or the rest of a message of
 * several lines, is `full_message`. Everything else is additional fields: `_logger`, `_service`, `_trace_id`,
 * `_record_id`, and the attributes with objects joined by `_` (GELF takes text and numbers only: truth values become
 * text, lists JSON).
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new TcpTransport({ url: 'tcp://graylog.example:12201', acknowledge: false, framing: 'nul', formatter: gelfFormat() });
 * @see https://go2docs.graylog.org/current/getting_in_log_data/gelf.html for the fields and what they take.
 */
export function gelfFormat(options: GelfFormatOptions = {}): WinstonFormatter {
  checkOptions('gelfFormat', options, { host: { type: 'string' }, maxBytes: { type: 'integer', min: 1024 } });
  return toWinstonFormat({
    name: 'gelf',
    contentType: 'application/json',
    format(record) {
      const wire = toPlainWire(record, options);
      const message = textOf(wire.message);
      const shown = firstLine(message);
      const full = fullMessage(message, shown, wire.exception);
      const top = Object.entries(wire).filter(([key]) => !PLACED.has(key));
      return safeStringify({
        version: '1.1',
        host: nonEmpty(wire.host) ?? nonEmpty(options.host) ?? machineName(),
        short_message: shown,
        ...(full !== undefined && { full_message: full }),
        timestamp: secondsOf(wire.timestamp),
        level: syslogSeverity(wire.severity),
        ...additionalFields([
          ...top.map(([key, value]) => [key === 'level' ? 'level_name' : key, value] as const),
          ['record_id', wire.id],
          ['exception', withoutStack(wire.exception)],
          ...Object.entries(wire.attributes ?? {}),
        ]),
      }).json;
    },
  });
}

/** Callers without types give anything. */
function textOf(message: unknown): string {
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? '');
}

function firstLine(message: string): string {
  const begin = message.search(/\S/);
  if (begin === -1) return NO_MESSAGE;
  const [line = ''] = message.slice(begin, begin + SHORT_MESSAGE).split(/[\r\n]/, 1);
  return line.trim();
}

function fullMessage(message: string, shown: string, error: unknown): string | undefined {
  const stack = stackOf(error);
  const isShort = message === shown || message.trim() === '';
  const parts = [...(isShort && stack !== undefined ? [shown] : isShort ? [] : [message]), ...(stack ?? [])];
  return parts.length === 0 ? undefined : parts.join('\n');
}

interface PlainError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

/** The stacks of an error and of what led to it; `undefined` where there is no error. */
function stackOf(error: unknown): string[] | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, message, stack, cause } = error as PlainError;
  const own = typeof stack === 'string' ? stack : `${String(name)}: ${String(message)}`;
  return [own, ...(stackOf(cause) ?? []).map((text) => `caused by ${text}`)];
}

function withoutStack(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { stack: _, cause, ...rest } = error as PlainError;
  return { ...rest, ...(cause !== undefined && { cause: withoutStack(cause) }) };
}

function secondsOf(time: unknown): number {
  const millis = Date.parse(String(time));
  return Number.isNaN(millis) ? 0 : millis / 1000;
}

function nonEmpty(text: unknown): string | undefined {
  return typeof text === 'string' && text !== '' ? text : undefined;
}

let machine: string | undefined;

function machineName(): string {
  return (machine ??= nonEmpty(hostname()) ?? 'unknown');
}
