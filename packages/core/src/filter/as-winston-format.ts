import { TailraceError } from '../diagnostics/errors.ts';
import { isError } from '../record/error-record.ts';
import { fromWinston } from '../record/from-winston.ts';
import { keepRecord } from '../record/info-records.ts';
import type { LogRecord } from '../record/log-record.ts';
import { read, setOwn } from '../record/own-property.ts';
import { createChain } from './chain.ts';
import type { Filter } from './filter.ts';
import { isFilterChain } from './step-of.ts';

const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');

/** What `winston.format.combine` takes. */
export interface WinstonFormat {
  /** Options as Winston's formats have them; there are none. */
  readonly options?: unknown;
  /** Answers the info, a changed copy of it, or `false` where the record is dropped. */
  transform(info: object, options?: unknown): object | false;
}

/**
 * Makes a Winston format of filters: what they drop, Winston drops; what they rewrite is rewritten in a copy of the
 * info.
 *
 * Put it before the format that makes text of the info (`json`, `printf`, `simple`), and behind `splat`. Where content
 * was redacted the copy has neither the splat nor text that was made before. A weight is in `sampleRate`.
 *
 * @throws TailraceError `TAILRACE_FILTER_NOT_FORMAT` for steps that hold records or make some: a Winston format answers
 *   once for each info. A `rateLimit` with `summary: false` makes none.
 * @example
 * format.combine(format.splat(), asWinstonFormat(redact()), format.json())
 */
export function asWinstonFormat(filter: Filter | readonly Filter[]): WinstonFormat {
  const filters = Array.isArray(filter) ? (filter as readonly Filter[]) : [filter as Filter];
  const only = filters.length === 1 && isFilterChain(filters[0]) ? filters[0] : undefined;
  const chain = only ?? createChain(filters);
  for (const step of chain.steps) {
    if (step.wake === undefined) continue;
    throw new TailraceError(
      'TAILRACE_FILTER_NOT_FORMAT',
      `The step '${step.name}' holds records or makes some; a Winston format answers once for each info. Put the filter on a transport.`,
    );
  }
  return {
    transform(info) {
      const record = fromWinston(info);
      const kept = chain.apply(record);
      if (kept === undefined) return false;
      return kept === record ? info : changedInfo(info, record, kept);
    },
  };
}

type Info = Record<PropertyKey, unknown>;

/** Names under which Winston's users write what became a field of the record. */
const FIELD_NAMES: Readonly<Record<string, readonly string[]>> = {
  logger: ['logger', 'label'],
  service: ['service'],
  host: ['host', 'hostname'],
};

function changedInfo(info: object, before: LogRecord, after: LogRecord): object {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(info) as object | null), info) as Info;
  // Transports of ours take the record from here: it has to be the one that passed.
  keepRecord(copy, after);
  if (after.sampleRate !== before.sampleRate) copy['sampleRate'] = after.sampleRate;
  changeAttributes(copy, before.attributes, after.attributes);
  let isRewritten = removesAny(before.attributes, after.attributes);
  if (after.error !== before.error) {
    isRewritten = true;
    changeError(copy, info, before, after);
  }
  for (const [field, names] of Object.entries(FIELD_NAMES)) {
    const value = after[field as keyof LogRecord];
    if (value === before[field as keyof LogRecord]) continue;
    isRewritten = true;
    for (const name of names) if (name in copy) copy[name] = value;
  }
  isRewritten ||= after.message !== before.message;
  if (isRewritten) {
    // Winston glues an error's words to the message, and makes messages of objects: the record's message has neither.
    if (read(info, 'message') !== after.message) define(copy, 'message', after.message);
    // Both hold what was said before it was rewritten.
    delete copy[SPLAT];
    delete copy[MESSAGE];
  }
  return copy;
}

function changeAttributes(copy: Info, before: LogRecord['attributes'], after: LogRecord['attributes']): void {
  for (const [key, value] of Object.entries(after ?? {})) {
    if (before === undefined || !Object.hasOwn(before, key) || before[key] !== value) setOwn(copy, key, value);
  }
  for (const key of Object.keys(before ?? {})) {
    if (after === undefined || !Object.hasOwn(after, key)) delete copy[key];
  }
}

/** True where something that was there is gone or changed; what was only added hides nothing. */
function removesAny(before: LogRecord['attributes'], after: LogRecord['attributes']): boolean {
  if (before === undefined || before === after) return false;
  return Object.keys(before).some(
    (key) => after === undefined || !Object.hasOwn(after, key) || after[key] !== before[key],
  );
}

/** An error is in an info as an object, as a stack, and as properties that Winston copied: all of them change. */
function changeError(copy: Info, info: object, before: LogRecord, after: LogRecord): void {
  const error = after.error;
  for (const key of Object.keys(info)) {
    if (isError(read(info, key))) setOwn(copy, key, error);
  }
  if (typeof read(info, 'stack') === 'string') define(copy, 'stack', error?.stack ?? '');
  const plain = read(info, 'cause');
  if (plain !== undefined) define(copy, 'cause', error?.cause);
  const kept = error?.attributes;
  for (const key of Object.keys(before.error?.attributes ?? {})) {
    if (!Object.hasOwn(copy, key)) continue;
    if (kept !== undefined && Object.hasOwn(kept, key)) setOwn(copy, key, kept[key]);
    else delete copy[key];
  }
}

function define(copy: Info, key: string, value: unknown): void {
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}
