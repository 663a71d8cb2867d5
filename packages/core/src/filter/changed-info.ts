import { isError } from '../record/error-record.ts';
import { copyInfo } from '../record/copy-info.ts';
import { keepRecord } from '../record/info-records.ts';
import type { LogRecord } from '../record/log-record.ts';
import { read, setOwn } from '../record/own-property.ts';

const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');

type Info = Record<PropertyKey, unknown>;

/** Names under which Winston's users write what became a field of the record. */
const FIELD_NAMES: Readonly<Record<string, readonly string[]>> = {
  logger: ['logger', 'label'],
  service: ['service'],
  host: ['host', 'hostname'],
};

/**
 * Answers a copy of a Winston info that says what a filter has made of its record.
 *
 * Where content was rewritten the copy has neither the splat nor text that was made before. The record that passed is
 * kept with the copy.
 *
 * @param before - The record as it was made of the info.
 * @param after - What the filter answered for it.
 */
export function changedInfo(info: object, before: LogRecord, after: LogRecord): object {
  const copy = copyInfo(info) as Info;
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
