import { isDeepStrictEqual } from 'node:util';
import type { Formatter } from '../formatter/formatter.ts';
import type { LogRecord } from '../record/log-record.ts';
import { type AwkwardRecord, awkwardRecords, plainRecord } from './awkward-records.ts';
import { type ContractCheck, type ContractKit, contractKit } from './contract-kit.ts';

type Entry = string | Uint8Array;

export interface FormatterKitOptions {
  /** The formatter's name, as the tests are titled. */
  readonly name: string;
  /** Makes a formatter; called for every check. Without colours, if it has any. */
  readonly create: () => Formatter;
  /**
   * Whether entries are text for people and line readers: `true`, one line each; `'indented'`, several lines, each
   * after the first begun by a blank, so that none can pass for another entry; `false` for binary forms. `true` by
   * default.
   */
  readonly text?: boolean | 'indented';
  /** Reads an entry back into the record that it was made of. */
  readonly readBack?: (entry: Entry) => unknown;
  /** What of a record is read back, where that is not all of it. */
  readonly expected?: (record: LogRecord) => unknown;
  /** More records that the formatter must stand; those of {@link awkwardRecords} are always there. */
  readonly records?: readonly AwkwardRecord[];
}

/**
 * The contract of formatters: one record in, exactly one entry out, whatever is in it; pure; never throws; no record
 * can forge a line or drive a terminal.
 *
 * @example
 * import { describe, it } from 'vitest';
 * formatterKit({ name: 'csv', create: () => csvFormat() }).register({ describe, it });
 * @example
 * await formatterKit({ name: 'csv', create: () => csvFormat() }).run();
 */
export function formatterKit(options: FormatterKitOptions): ContractKit {
  const { text = true, readBack } = options;
  const records = [...awkwardRecords, ...(options.records ?? [])];
  const checks: ContractCheck[] = [
    { name: 'says its name and its media type', run: () => saysWhatItIs(options.create()) },
    { name: 'makes exactly one entry of a plain record', run: () => makesOneEntry(options) },
    {
      name: 'never throws and always answers an entry, whatever is in a record',
      run: () => answersAlways(options, records),
    },
    { name: 'says more than nothing about every record', run: () => saysSomething(options, records) },
    { name: 'leaves every record as it was', run: () => changesNothing(options, records) },
    { name: 'answers the same for the same record, however often it is asked', run: () => isPure(options, records) },
  ];
  if (text === true) checks.push({ name: 'keeps every record on one line', run: () => keepsOneLine(options, records) });
  if (text === 'indented')
    checks.push({ name: 'indents every line after the first', run: () => indents(options, records) });
  if (text !== false)
    checks.push({
      name: 'lets nothing through that terminals or line readers act on',
      run: () => isInert(options, records),
    });
  if (readBack !== undefined) {
    checks.push({ name: 'reads back equal', run: () => readsBack(options, records) });
    checks.push({
      name: 'reads back without throwing what had to be mended',
      run: () => readsBackMended(options, records),
    });
  }
  return contractKit(`formatter ${options.name}`, checks);
}

function saysWhatItIs(formatter: Formatter): void {
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(formatter.name)) fail(`its name is ${JSON.stringify(formatter.name)}`);
  if (!/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w-]+)*$/.test(formatter.contentType)) {
    fail(`its contentType is ${JSON.stringify(formatter.contentType)}`);
  }
}

function makesOneEntry(options: FormatterKitOptions): void {
  const { text = true } = options;
  const record = plainRecord({ attributes: { user: 'u1' } });
  const entry: unknown = options.create().format(record);
  if (!isEntry(entry)) fail(`it answered ${typeof entry}, not text or bytes`);
  if (textOf(entry) === '') fail('it answered nothing');
  if (text !== false && typeof entry !== 'string') fail('it answered bytes; say `text: false` if that is meant');
  if (text === true && /[\r\n]/.test(textOf(entry)))
    fail('the entry has several lines, or ends in a line break: framing adds that');
  if (text === 'indented' && /[\r\n]$/.test(textOf(entry))) fail('the entry ends in a line break: framing adds that');
  if (options.readBack === undefined) return;
  const expected = expectedOf(options, record);
  const found = options.readBack(entry);
  if (!isDeepStrictEqual(plainOf(found), plainOf(expected)))
    fail(`the entry does not read back as the one record: ${show(found)}`);
}

function answersAlways(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(options, records, (formatter, { make }) => {
    const entry: unknown = formatter.format(make());
    if (!isEntry(entry)) fail(`it answered ${typeof entry}, not text or bytes`);
  });
}

function saysSomething(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(options, records, (formatter, { make }) => {
    if (formatter.format(make()).length === 0) fail('it answered an empty entry');
  });
}

function changesNothing(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(options, records, (formatter, { make }) => {
    const record = make();
    const before = shapeOf(record);
    formatter.format(record);
    if (!isDeepStrictEqual(shapeOf(record), before)) fail('the record was changed');
  });
}

function isPure(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  const repeatable = records.filter(({ unrepeatable }) => unrepeatable !== true);
  each(options, repeatable, (formatter, { make }) => {
    const record = make();
    const first = textOf(formatter.format(record));
    if (textOf(formatter.format(record)) !== first) fail('a second call with the same record answered otherwise');
    if (textOf(options.create().format(make())) !== first)
      fail('another formatter of the same kind answered otherwise');
  });
}

function keepsOneLine(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(options, records, (formatter, { make }) => {
    if (/[\r\n]/.test(textOf(formatter.format(make())))) fail('a line break came through');
  });
}

function indents(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(options, records, (formatter, { make }) => {
    const forged = textOf(formatter.format(make()))
      .split(/\r\n|[\r\n]/)
      .slice(1)
      .find((line) => !/^[ \t]/.test(line));
    if (forged !== undefined) fail(`a line begins without a blank: ${show(forged)}`);
  });
}

/** All control characters but the tab (and, where lines may be several, the line feed), separators, direction marks. */
const ACTED_ON = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function isInert(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(options, records, (formatter, { make }) => {
    const found = ACTED_ON.exec(textOf(formatter.format(make())));
    if (found !== null) fail(`U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} came through`);
  });
}

function readsBack(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(
    options,
    records.filter((record) => record.plain),
    (formatter, { make }) => {
      const found = options.readBack?.(formatter.format(make()));
      const expected = expectedOf(options, make());
      if (!isDeepStrictEqual(plainOf(found), plainOf(expected))) fail(`it reads back as ${show(found)}`);
    },
  );
}

function readsBackMended(options: FormatterKitOptions, records: readonly AwkwardRecord[]): void {
  each(
    options,
    records.filter((record) => !record.plain),
    (formatter, { make }) => {
      options.readBack?.(formatter.format(make()));
    },
  );
}

/** Runs a check for every record, each with a formatter of its own; what fails names the record. */
function each(
  options: FormatterKitOptions,
  records: readonly AwkwardRecord[],
  check: (formatter: Formatter, record: AwkwardRecord) => void,
): void {
  for (const record of records) {
    try {
      check(options.create(), record);
    } catch (error) {
      throw new Error(`with ${record.name}: ${error instanceof Error ? error.message : 'it threw'}`, { cause: error });
    }
  }
}

function expectedOf(options: FormatterKitOptions, record: LogRecord): unknown {
  return options.expected === undefined ? record : options.expected(record);
}

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'string' || entry instanceof Uint8Array;
}

/** Bytes as text of one character a byte, so that both can be compared and searched. */
function textOf(entry: Entry): string {
  return typeof entry === 'string'
    ? entry
    : Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('latin1');
}

/** Absent and undefined count as the same. */
function plainOf(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** The own properties of everything in a value, by identity where something cannot be looked into. */
function shapeOf(value: unknown, seen: Map<object, number> = new Map(), depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined || depth > 60) return `#${known}`;
  seen.set(value, seen.size);
  try {
    const shape = Reflect.ownKeys(value)
      .slice(0, 1000)
      .map((key) => {
        const descriptor = Object.getOwnPropertyDescriptor(value, key);
        // A getter is not asked: what it answers is not what the record holds.
        return [key, descriptor?.get === undefined ? shapeOf(descriptor?.value, seen, depth + 1) : 'a getter'];
      });
    if (value instanceof Map || value instanceof Set) shape.push(['size', value.size]);
    if (value instanceof Date) shape.push(['time', value.getTime()]);
    return shape;
  } catch {
    return 'cannot be looked into';
  }
}

function show(value: unknown): string {
  const json = JSON.stringify(value) ?? 'undefined';
  return json.length > 400 ? `${json.slice(0, 400)}…` : json;
}

function fail(words: string): never {
  throw new Error(words);
}
