import { isError, type RecordInput, type SourceLocation, timeOf } from '@tailrace/core';
import { isPlainError, withCauses } from '../plain-error.ts';
import type { BunyanRecord } from './bunyan-parts.ts';

type Draft = { -readonly [K in keyof RecordInput]: RecordInput[K] };

/**
 * Makes a record of bunyan's; everything but the level.
 *
 * @param original - The error that was logged, before a serializer made text of its causes.
 */
export function ofBunyan(record: BunyanRecord, original: unknown, logger: string): RecordInput {
  const { level: _level, v: _version, msg, time, name, hostname, pid, src, err, ...rest } = record;
  const attributes: Record<string, unknown> = rest;
  const draft: Draft = { message: typeof msg === 'string' ? msg : '', logger };
  const timestamp = timeOf(time);
  if (timestamp !== undefined) draft.timestamp = timestamp;
  if (typeof name === 'string') draft.logger = name;
  if (typeof hostname === 'string') draft.host = hostname;
  if (Number.isInteger(pid)) draft.process = pid as number;
  const source = sourceOf(src);
  if (source !== undefined) draft.source = source;
  else if (src !== undefined) attributes['src'] = src;
  if (isError(err)) draft.error = err;
  else if (isPlainError(err)) draft.error = withCauses(err, original, false);
  else if (err !== undefined) attributes['err'] = err;
  if (Object.keys(attributes).length > 0) draft.attributes = attributes;
  return draft;
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
