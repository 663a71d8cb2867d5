import { wideTextsSoFar } from '../formatter/json-text.ts';
import { PlainMembers } from '../formatter/plain-json.ts';
import { DEFAULT_MAX_JSON_BYTES, type SafeJsonOptions } from '../formatter/safe-json.ts';
import type { RecordDefaults } from '../record/create-record.ts';
import { bareFromWinston, fromWinston } from '../record/from-winston.ts';
import { hasRecord } from '../record/info-records.ts';
import type { LogRecord } from '../record/log-record.ts';
import { readInfo } from '../record/read-info.ts';
import { encodeRecord, plainLine } from './encode.ts';

/** A Winston info as a line, and its record without the attributes. */
export interface WrittenInfo {
  readonly record: Omit<LogRecord, 'attributes'>;
  readonly json: string;
  /** How many bytes of UTF-8 the text takes, where that is known without counting. */
  readonly bytes?: number | undefined;
}

/**
 * Writes a Winston info as {@link encodeRecord} writes its record, but without making its attributes an object first.
 *
 * The record is kept with the info as `fromWinston` does it, and has its attributes as soon as somebody asks for it.
 * Answers `undefined`, and keeps nothing, where the info has a record already or is nothing plain.
 */
export function encodeInfo(
  info: object,
  defaults?: RecordDefaults,
  options?: SafeJsonOptions,
): WrittenInfo | undefined {
  if (hasRecord(info) !== false) return undefined;
  const wideBefore = wideTextsSoFar();
  const maxBytes = options?.maxBytes ?? DEFAULT_MAX_JSON_BYTES;
  const members = new PlainMembers(maxBytes);
  const input = readInfo(info, members);
  if (!members.isPlain) return undefined;
  const record = bareFromWinston(info, input, defaults);
  const json = record === undefined ? undefined : plainLine(record, members.end(), maxBytes);
  if (record !== undefined && json !== undefined) {
    // To be counted, the text would have to be made one piece now, and not only when it is written somewhere.
    return { record, json, bytes: wideTextsSoFar() === wideBefore ? json.length : undefined };
  }
  const whole = fromWinston(info, defaults);
  return { record: whole, json: encodeRecord(whole, options) };
}
