import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { TailraceError } from '../diagnostics/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import type { Clock } from '../process/clock.ts';
import { systemClock } from '../process/clock.ts';
import { diagnostics as processDiagnostics } from '../process/default-diagnostics.ts';
import type { LogRecord } from '../record/log-record.ts';
import { ChainFlow } from './chain-flow.ts';
import { FailureReports } from './failure-reports.ts';
import type { Filter, FilterChain, FilterCounts, FilterStep, WakeCause } from './filter.ts';
import { Ledger } from './ledger.ts';
import { stepsOf } from './step-of.ts';
import { WakeTimer } from './wake-timer.ts';
import { withheld } from './withheld.ts';

/** What a chain takes beside its steps. */
export interface ChainOptions {
  /** Time, for windows and waking; the system's by default. */
  readonly clock?: Clock;
  /** Where `filter.failed` is reported; the process's by default. */
  readonly diagnostics?: Diagnostics;
  /** Who reports; `filter` by default. */
  readonly name?: string;
  /** True: nothing is dropped, what would be is only counted. False by default. */
  readonly dryRun?: boolean;
}

/**
 * Joins filters into one; records go through them in this order.
 *
 * A chain keeps the books of what it was offered, wakes its steps by one timer that keeps no process alive, and never
 * throws: what a step throws goes to the diagnostics, and the record passes, except where the step redacts.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for what is no filter.
 * @example
 * chain(level('debug'), rateLimit({ perSecond: 100, by: 'message' }), sample({ info: 0.1 }), redact())
 */
export function chain(...filters: readonly Filter[]): FilterChain {
  return new Chain(filters, {});
}

/**
 * As {@link chain}, with a clock, a place for reports, and a name of your own.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for what is no filter; codes of `checkOptions` for wrong options.
 */
export function createChain(filters: readonly Filter[], options: ChainOptions = {}): FilterChain {
  checkOptions<ChainOptions>('createChain', options, {
    clock: { type: 'object' },
    diagnostics: { type: 'object' },
    name: { type: 'string' },
    dryRun: { type: 'boolean' },
  });
  return new Chain(filters, options);
}

class Chain implements FilterChain {
  readonly name: string;
  readonly steps: readonly FilterStep[];
  readonly rewrites: boolean;
  readonly #flows: readonly ChainFlow[];
  readonly #ledger = new Ledger();
  readonly #reports: FailureReports;
  readonly #timer: WakeTimer;
  readonly #timed: boolean;
  #listener: ((record: LogRecord) => void) | undefined;
  #onHold: ((held: LogRecord, record: LogRecord) => void) | undefined;
  #closed = false;
  /** The step that answered nothing to the last record that ended early. */
  #stoppedAt = 0;

  constructor(filters: readonly Filter[], options: ChainOptions) {
    const clock = options.clock ?? systemClock;
    this.name = options.name ?? 'filter';
    this.steps = stepsOf('chain', filters);
    this.rewrites = this.steps.some((step) => step.rewrites === true);
    this.#reports = new FailureReports(this.name, options.diagnostics ?? processDiagnostics, clock);
    this.#timer = new WakeTimer(clock, this.steps, () => this.#wake('due'));
    this.#timed = this.steps.some((step) => step.nextDue !== undefined);
    this.#flows = this.steps.map(
      (_, index) =>
        new ChainFlow(this.#ledger, {
          dryRun: options.dryRun === true,
          resume: (record) => this.#resume(record, index + 1),
          held: (held, record) => this.#onHold?.(held, record),
          now: () => this.#timer.now(),
          failed: (step, record, error) => this.#failed(step, record, error),
        }),
    );
  }

  offer(record: LogRecord): void {
    const out = this.#apply(record);
    if (out !== undefined) this.#deliver(out);
    if (this.#timed) this.#afterwards();
  }

  apply(record: LogRecord): LogRecord | undefined {
    const out = this.#apply(record);
    if (this.#timed) this.#afterwards();
    return out;
  }

  connect(listener: (record: LogRecord) => void, onHold?: (held: LogRecord, record: LogRecord) => void): void {
    if (this.#listener !== undefined && !this.#closed) {
      throw new TailraceError(
        'TAILRACE_BAD_OPTION',
        `The filter chain '${this.name}' already has a listener. Make a chain for each transport.`,
      );
    }
    this.#listener = listener;
    this.#onHold = onHold;
    this.#closed = false;
  }

  flush(): void {
    this.#wake('flush');
  }

  close(): void {
    this.#closed = true;
    this.#wake('flush');
    this.#timer.cancel();
  }

  counts(): FilterCounts {
    const { offered, passed, held, emitted, emittedDropped } = this.#ledger;
    const dropped: Record<string, number> = {};
    const steps = this.steps.map(({ name }, index) => {
      const ofStep = Object.fromEntries(this.#flows[index]?.dropped ?? []);
      for (const [reason, count] of Object.entries(ofStep)) dropped[reason] = (dropped[reason] ?? 0) + count;
      return { name, dropped: ofStep };
    });
    return { offered, passed, held, emitted, emittedDropped, dropped, steps };
  }

  #apply(record: LogRecord): LogRecord | undefined {
    const ledger = this.#ledger;
    // A listener may log, and so offer the next record while this one is under way.
    const outer = ledger.underWay;
    ledger.offered += 1;
    ledger.underWay = true;
    let out = this.#run(record, 0);
    if (ledger.underWay) {
      // A step that answers nothing without saying why has dropped the record all the same.
      if (out === undefined) this.#unexplained(record);
      else ledger.passed += 1;
    } else {
      // Dropped or held: what a step answers beside that must not arrive a second time.
      if (out !== undefined)
        this.#reports.failed('a step', new TypeError('A step answered a record it dropped or held.'));
      out = undefined;
    }
    ledger.underWay = outer;
    return out;
  }

  #run(record: LogRecord, from: number): LogRecord | undefined {
    const steps = this.steps;
    const flows = this.#flows;
    let current = record;
    let index = from;
    while (index < steps.length) {
      try {
        for (; index < steps.length; index += 1) {
          const out = (steps[index] as FilterStep).apply(current, flows[index] as ChainFlow);
          if (out === undefined) {
            this.#stoppedAt = index;
            return undefined;
          }
          if (out !== current) {
            if (this.#ledger.travelling) this.#ledger.replace(current, out);
            current = out;
          }
        }
      } catch (error) {
        current = this.#failed(steps[index] as FilterStep, current, error);
        index += 1;
      }
    }
    return current;
  }

  #unexplained(record: LogRecord): void {
    this.#flows[this.#stoppedAt]?.drop(record, 'filtered');
    const { name } = this.steps[this.#stoppedAt] as FilterStep;
    this.#reports.failed(name, new TypeError(`The step '${name}' answered nothing after neither drop nor hold.`));
  }

  /** Lets a record go on that was held, or that a step made. */
  #resume(record: LogRecord, from: number): void {
    const ledger = this.#ledger;
    const outer = ledger.underWay;
    ledger.underWay = false;
    ledger.announce(record);
    const out = this.#run(record, from);
    if (out !== undefined) {
      ledger.leave(out);
      this.#deliver(out);
    }
    ledger.underWay = outer;
  }

  #deliver(record: LogRecord): void {
    try {
      this.#listener?.(record);
    } catch (error) {
      this.#reports.failed('listener', error);
    }
  }

  #failed(step: FilterStep, record: LogRecord, error: unknown): LogRecord {
    this.#reports.failed(step.name, error);
    if (step.onThrow !== 'withhold') return record;
    const marker = withheld(record, step.name);
    if (this.#ledger.travelling) this.#ledger.replace(record, marker);
    return marker;
  }

  #wake(cause: WakeCause): void {
    const now = this.#timer.now();
    for (const [index, step] of this.steps.entries()) {
      try {
        if (cause === 'due' && (step.nextDue?.() ?? Number.POSITIVE_INFINITY) > now) continue;
        step.wake?.(this.#flows[index] as ChainFlow, cause);
      } catch (error) {
        this.#reports.failed(step.name, error);
      }
    }
    if (!this.#closed) this.#timer.arm();
  }

  #afterwards(): void {
    if (this.#closed) this.#wake('flush');
    else this.#timer.arm();
  }
}
