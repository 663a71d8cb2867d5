import { keepRecord, type LogRecord, setOwn } from '@tailrace/core/runtime';
import type { Info } from '../logger/transport.ts';

const LEVEL = Symbol.for('level');

/** Makes the info of a record that a filter made itself, a summary for example; transports of ours take the record. */
export function infoOfRecord(record: LogRecord): Info {
  const { level, message, logger, error, attributes, sampleRate } = record;
  const info: Info = { level, message, [LEVEL]: level };
  if (logger !== undefined) info['logger'] = logger;
  for (const [key, value] of Object.entries(attributes ?? {})) if (!Object.hasOwn(info, key)) setOwn(info, key, value);
  if (error !== undefined) info['error'] ??= error;
  if (sampleRate !== undefined) info['sampleRate'] ??= sampleRate;
  keepRecord(info, record);
  return info;
}
