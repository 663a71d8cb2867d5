import { createCleanRecord, type MutableRecord, type RecordDefaults, type RecordInput } from './create-record.ts';
import { keepBareRecord, keepRecord, recordOfInfo } from './info-records.ts';
import type { LogRecord } from './log-record.ts';
import { mergeAttributes } from './merge-attributes.ts';
import { setOwn } from './own-property.ts';
import { type AttributeSink, type InfoDraft, readInfo } from './read-info.ts';

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
  const attributes = new Attributes();
  const input = readInfo(info, attributes);
  input.attributes = attributes.found;
  const record = createCleanRecord(input as RecordInput, defaults);
  keepRecord(info, record);
  return record;
}

/**
 * Makes the record of an info whose attributes have been read already, and keeps it with the info. They become the
 * record's own when somebody asks for it.
 *
 * @param input - What {@link readInfo} answered.
 * @returns The record without its attributes; `undefined` where it has others besides, and is kept whole.
 */
export function bareFromWinston(info: WinstonInfo, input: InfoDraft, defaults?: RecordDefaults): LogRecord | undefined {
  const record = createCleanRecord(input as RecordInput, defaults);
  if (record.attributes === undefined && keepBareRecord(info, record, giveAttributes)) return record;
  giveAttributes(info, record);
  keepRecord(info, record);
  return undefined;
}

function giveAttributes(info: WinstonInfo, record: MutableRecord): void {
  const own = new Attributes();
  readInfo(info, own);
  const attributes = mergeAttributes(record.attributes, own.found);
  if (attributes !== undefined) record.attributes = attributes;
}

class Attributes implements AttributeSink {
  found: Record<string, unknown> | undefined;

  add(key: string, value: unknown): void {
    this.found ??= {};
    setOwn(this.found, key, value);
  }

  lay(key: string, value: unknown): void {
    this.add(key, value);
  }
}
