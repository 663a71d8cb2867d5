import { createHash } from 'node:crypto';
import {
  chain,
  createChain,
  type Filter,
  type FilterChain,
  type LogRecord,
  newRecordId,
  severityOf,
} from '../../src/index.ts';
import { FakeClock, recordedDiagnostics } from '../../src/testing/index.ts';

/** A record as an application writes it. */
export function record(part: Partial<LogRecord> = {}): LogRecord {
  const level = part.level ?? 'info';
  const timestamp = part.timestamp ?? Date.UTC(2026, 0, 1);
  return { id: newRecordId(timestamp), timestamp, level, severity: severityOf(level), message: 'a message', ...part };
}

/** A trace id that looks random and is the same in every run. */
export function traceId(number: number): string {
  return createHash('md5').update(`trace ${number}`).digest('hex');
}

/** Freezes everything in a value: whoever changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    Object.freeze(value);
    for (const key of Reflect.ownKeys(value)) frozen((value as Record<PropertyKey, unknown>)[key]);
  }
  return value;
}

export interface Harness {
  readonly chain: FilterChain;
  readonly clock: FakeClock;
  readonly out: LogRecord[];
  readonly reports: { name: string; message: string; records?: number; error?: unknown }[];
}

/** A chain under a clock that stands still, with everything that leaves it. */
export function harness(...filters: readonly Filter[]): Harness {
  const clock = new FakeClock();
  const { diagnostics, events: reports } = recordedDiagnostics();
  const made = createChain(filters, { clock, diagnostics, name: 'test' });
  const out: LogRecord[] = [];
  made.connect((passed) => out.push(passed));
  return { chain: made, clock, out, reports };
}

/** offered = passed + held + dropped by reason. */
export function isBalanced(filter: FilterChain): boolean {
  const { offered, passed, held, dropped } = filter.counts();
  return offered === passed + held + Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

/** The sum of the weights of records. */
export function weight(records: readonly LogRecord[]): number {
  return records.reduce((sum, { sampleRate = 1 }) => sum + sampleRate, 0);
}

/** What a filter lets pass at once. */
export function kept(filter: Filter, records: readonly LogRecord[]): LogRecord[] {
  const made = chain(filter);
  return records.map((one) => made.apply(one)).filter((one) => one !== undefined);
}
