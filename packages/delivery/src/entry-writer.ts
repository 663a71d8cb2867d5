import {
  type FilterChain,
  type Formatter,
  fromWinston,
  keepRecord,
  type LogRecord,
  newRecordId,
  type RecordDefaults,
  recordOfInfo,
  severityOf,
} from '@tailrace/core/runtime';
import { encodeRecord, type InfoWriter, infoWriterOf } from '@tailrace/core/wire';
import type TransportStream from 'winston-transport';
import { QueuedEntry } from './queued-entry.ts';
import type { Reports } from './reports.ts';
import type { Sink } from './sink.ts';
import { TakenRecords } from './taken-records.ts';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

/** How many texts are kept of records that a chain may still let go. */
const MAX_KEPT_TEXTS = 10_000;
/** How many UTF-16 units they have together at most. */
const MAX_KEPT_UNITS = 4 * 1024 * 1024;

type Format = NonNullable<TransportStream['format']>;
type Info = Record<PropertyKey, unknown>;

/** Makes entries of infos and records: by the formatter, or else from the text that Winston's formats made. */
export class EntryWriter {
  readonly #sink: Sink;
  readonly #formatter: Formatter | undefined;
  readonly #defaults: RecordDefaults;
  readonly #reports: Reports;
  readonly #taken = new TakenRecords();
  /** Winston's text of records that the chain may have kept back, where there is no formatter to make it anew. */
  readonly #texts: Map<string, string> | undefined;
  #textUnits = 0;
  /** The short way, where nobody asks for the record. */
  readonly #writeInfo: InfoWriter | undefined;

  constructor(
    sink: Sink,
    formatter: Formatter | undefined,
    chain: FilterChain | undefined,
    reports: Reports,
    defaults: RecordDefaults,
  ) {
    this.#sink = sink;
    this.#formatter = formatter;
    this.#reports = reports;
    this.#defaults = defaults;
    const needsRecord = formatter === undefined || chain !== undefined || sink.route !== undefined;
    this.#writeInfo = needsRecord ? undefined : infoWriterOf(formatter);
    const mayHold = chain?.steps.some((step) => step.wake !== undefined) === true;
    this.#texts = mayHold && formatter === undefined ? new Map() : undefined;
  }

  /** The record of an info, the same for all transports. */
  recordOf(info: Info): LogRecord {
    this.#known(info);
    const record = fromWinston(info, this.#defaults);
    this.#taken.add(record);
    return record;
  }

  ofInfo(info: Info): QueuedEntry {
    const written = this.#writeInfo?.(info, this.#defaults);
    if (written !== undefined) {
      const { record, json, bytes } = written;
      this.#taken.add(record);
      return new QueuedEntry(record.id, record.timestamp, record.severity, '', json, undefined, bytes);
    }
    const text = info[MESSAGE];
    if (this.#formatter !== undefined || this.#sink.route !== undefined || typeof text !== 'string') {
      const record = this.recordOf(info);
      return this.#entry(
        record,
        this.#formatter === undefined && typeof text === 'string' ? text : this.#format(record),
      );
    }
    const known = this.#known(info);
    if (known !== undefined) {
      this.#taken.add(known);
      return this.#entry(known, text);
    }
    const now = Date.now();
    return new QueuedEntry(newRecordId(now), now, severityOf((info[LEVEL] ?? info['level']) as string), '', text);
  }

  /** The text of an info where that is all that is sent of it; `undefined` where it needs an entry. */
  textOf(info: Info): string | undefined {
    if (this.#writeInfo !== undefined) {
      const written = this.#writeInfo(info, this.#defaults);
      if (written === undefined) return undefined;
      this.#taken.add(written.record);
      return written.json;
    }
    const text = this.#formatter === undefined ? info[MESSAGE] : undefined;
    return typeof text === 'string' ? text : undefined;
  }

  /** For a record that has passed the chain at once. */
  ofPassed(info: Info, record: LogRecord, passed: LogRecord): QueuedEntry {
    const text = info[MESSAGE];
    const usesText = this.#formatter === undefined && typeof text === 'string' && saysTheSame(record, passed);
    return this.#entry(passed, usesText ? text : this.#format(passed));
  }

  /** For a record that a chain let go later, or made itself. */
  ofLate(record: LogRecord): QueuedEntry {
    const text = this.#forget(record.id);
    return this.#entry(record, text ?? this.#format(record));
  }

  ofRecord(record: LogRecord): QueuedEntry {
    return this.#entry(record, this.#format(record));
  }

  /** Remembers the text of a record that did not pass at once. */
  heldBack(info: Info, record: LogRecord): void {
    const text = info[MESSAGE];
    if (this.#texts === undefined || typeof text !== 'string') return;
    this.#forget(record.id);
    this.#texts.set(record.id, text);
    this.#textUnits += text.length;
    while (this.#texts.size > MAX_KEPT_TEXTS || this.#textUnits > MAX_KEPT_UNITS) {
      this.#forget(this.#texts.keys().next().value as string);
    }
  }

  #forget(id: string): string | undefined {
    const text = this.#texts?.get(id);
    if (text === undefined) return undefined;
    this.#texts?.delete(id);
    this.#textUnits -= text.length;
    return text;
  }

  /** Winston's per-transport format on a copy of the info; `undefined` where the format drops it. */
  transform(format: Format, info: Info): Info | undefined {
    try {
      const transformed = format.transform({ ...info } as never, format.options);
      return typeof transformed === 'object' ? transformed : undefined;
    } catch (error) {
      this.#failed(error);
      const { [MESSAGE]: _, ...rest } = info;
      return rest;
    }
  }

  /**
   * The record that somebody has made of an info. One that came here before is of the last time: applications log the
   * same object again, an error in each place that catches it.
   */
  #known(info: Info): LogRecord | undefined {
    const known = recordOfInfo(info);
    if (known === undefined || !this.#taken.has(known)) return known;
    keepRecord(info, undefined);
    return undefined;
  }

  #entry(record: LogRecord, body: string | Uint8Array): QueuedEntry {
    return new QueuedEntry(record.id, record.timestamp, record.severity, this.#routeOf(record), body);
  }

  #routeOf(record: LogRecord): string {
    if (this.#sink.route === undefined) return '';
    try {
      return this.#sink.route(record);
    } catch (error) {
      this.#reports.report({ name: 'sink.fault', message: 'The sink found no route for a record.', records: 1, error });
      return '';
    }
  }

  #format(record: LogRecord): string | Uint8Array {
    if (this.#formatter !== undefined) {
      try {
        const body: unknown = this.#formatter.format(record);
        if (typeof body === 'string' || body instanceof Uint8Array) return body;
        this.#failed(new TypeError(`The formatter answered ${typeof body}.`));
      } catch (error) {
        this.#failed(error);
      }
    }
    return encodeRecord(record);
  }

  #failed(error: unknown): void {
    this.#reports.report({
      name: 'formatter.failed',
      message: 'A record was written as JSON instead.',
      records: 1,
      error,
    });
  }
}

/** Whether Winston's text of a record still says what the chain let through; a weight is no content. */
function saysTheSame(record: LogRecord, passed: LogRecord): boolean {
  return (
    passed === record ||
    (passed.message === record.message &&
      passed.attributes === record.attributes &&
      passed.error === record.error &&
      passed.level === record.level)
  );
}
