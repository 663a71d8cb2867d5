import { isError, type SourceLocation, timeOf } from '@tailrace/core';
import { type Draft, draft } from '../draft.ts';
import type { BridgeLevel } from '../levels.ts';
import { isPlainError, withCauses } from '../plain-error.ts';
import type { BunyanRecord } from './bunyan-parts.ts';

/**
 * Makes what a record is made from of one of bunyan's.
 *
 * @param original - The error that was logged, before a serializer made text of its causes.
 */
export function ofBunyan(level: BridgeLevel, written: BunyanRecord, original: unknown, logger: string): Draft {
  const { level: _level, v: _version, msg, time, name, hostname, pid, src, err, ...rest } = written;
  const attributes: Record<string, unknown> = rest;
  const record = draft(level, typeof name === 'string' ? name : logger, typeof msg === 'string' ? msg : '');
  record.timestamp = timeOf(time);
  if (typeof hostname === 'string') record.host = hostname;
  if (Number.isInteger(pid)) record.process = pid as number;
  record.source = sourceOf(src);
  if (record.source === undefined && src !== undefined) attributes['src'] = src;
  if (isError(err)) record.error = err;
  else if (isPlainError(err)) record.error = withCauses(err, original, false);
  else if (err !== undefined) attributes['err'] = err;
  if (Object.keys(attributes).length > 0) record.attributes = attributes;
  return record;
}

function sourceOf(src: unknown): SourceLocation | undefined {
  if (typeof src !== 'object' || src === null) return undefined;
  const { file, line, func } = src as { file?: unknown; line?: unknown; func?: unknown };
  if (typeof file !== 'string') return undefined;
  return {
    module: file,
    ...(typeof func === 'string' && { function: func }),
    ...(typeof line === 'number' && { line }),
  };
}
