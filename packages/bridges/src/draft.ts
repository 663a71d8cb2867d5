import type { RecordInput } from '@tailrace/core';
import type { BridgeLevel } from './levels.ts';

/** What a record is made from while it is being put together: always of one shape, which makes it sooner read. */
export type Draft = { -readonly [K in keyof RecordInput]-?: RecordInput[K] | undefined };

/** Begins a record. */
export function draft({ level, severity }: BridgeLevel, logger: string, message: string): Draft {
  return {
    level,
    severity,
    logger,
    message,
    error: undefined,
    timestamp: undefined,
    source: undefined,
    attributes: undefined,
    service: undefined,
    host: undefined,
    process: undefined,
    thread: undefined,
    traceId: undefined,
    spanId: undefined,
    traceFlags: undefined,
    id: undefined,
    kind: undefined,
    sampleRate: undefined,
  };
}
