import { type DiagnosticsEvent } from '../diagnostics/diagnostics.ts';
import { createChain } from '../filter/chain.ts';
import type { Filter, FilterChain } from '../filter/filter.ts';
import { hashText } from '../filter/hash-text.ts';
import type { Clock } from '../process/clock.ts';
import type { LogRecord } from '../record/log-record.ts';
import { severityOf } from '../record/severity.ts';
import { FakeClock } from './fake-clock.ts';
import { recordedDiagnostics } from './recorded-diagnostics.ts';

/** A filter in a chain of its own, with what leaves it. */
export interface Driven {
  readonly chain: FilterChain;
  readonly clock: FakeClock;
  readonly out: LogRecord[];
  readonly reports: DiagnosticsEvent[];
  /** How often a timer was set. */
  readonly timers: { set: number };
  /** Throws where offered is not passed + held + dropped. */
  readonly balance: () => void;
}

/** Puts a filter into a chain under a clock that stands still. */
export function driven(filter: Filter): Driven {
  const clock = new FakeClock();
  const timers = { set: 0 };
  const counting: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    schedule(callback, millis) {
      timers.set += 1;
      return clock.schedule(callback, millis);
    },
  };
  const { diagnostics, events: reports } = recordedDiagnostics();
  const chain = createChain([filter], { clock: counting, diagnostics, name: 'kit' });
  const out: LogRecord[] = [];
  chain.connect((record) => out.push(record));
  const balance = (): void => {
    const { offered, passed, held, dropped } = chain.counts();
    const all = passed + held + Object.values(dropped).reduce((total, count) => total + count, 0);
    if (all !== offered) fail(`${offered} records were offered, ${all} were passed, held or dropped`);
  };
  return { chain, clock, out, reports, timers, balance };
}

/** A record at INFO of a trace of its own; the same for the same number. */
export function traced(number: number): LogRecord {
  return {
    id: `0190-${number}`,
    timestamp: Date.UTC(2026, 0, 1) + number,
    level: 'info',
    severity: 9,
    message: 'a message',
    traceId: hashText(`a${number}`) + hashText(`b${number}`),
  };
}

/** A record of a level. */
export function severe(level: string, number: number): LogRecord {
  return { ...traced(number), level, severity: severityOf(level), message: `${level} happened` };
}

/** Records of many levels, messages, loggers and contexts, some of them the same but for their ids. */
export function recordsOfManyKinds(count: number): LogRecord[] {
  const levels = ['debug', 'info', 'info', 'warn', 'notice', 'error', 'audit'];
  return Array.from({ length: count }, (_, index) => {
    const level = levels[(index * 31) % levels.length] ?? 'info';
    return {
      ...traced(index % 37),
      id: `id-${index}`,
      level,
      severity: severityOf(level),
      message: `message ${(index * 7) % 11}`,
      logger: index % 3 === 0 ? 'db.pool' : 'http',
      service: `service-${index % 4}`,
      attributes: { n: index % 5, user: { id: `u${index % 13}` } },
      ...(index % 10 === 0 && { sampleRate: 2 }),
    };
  });
}

export function fail(words: string): never {
  throw new Error(words);
}
