import type { DropReason } from '../../diagnostics/drop-reason.ts';
import type { LogRecord } from '../../record/log-record.ts';
import type { FilterStep, Flow, WakeCause } from '../filter.ts';
import { type InnerFlow, innerFlow } from '../inner-flow.ts';

/** Steps in a row that act as one: what the step of a chain is to the chain, these are to the step. */
export class Sequence {
  readonly #steps: readonly FilterStep[];
  readonly #flows: readonly InnerFlow[];
  #outer: InnerFlow | undefined;

  constructor(steps: readonly FilterStep[]) {
    this.#steps = steps;
    this.#flows = steps.map((_, index) => this.#flowAfter(index));
  }

  apply(record: LogRecord, flow: Flow): LogRecord | undefined {
    // The same step may stand in two chains, and the one may come to it while the other is in it.
    const before = this.#outer;
    this.#outer = innerFlow(flow);
    try {
      return this.#run(record, 0);
    } finally {
      this.#outer = before ?? this.#outer;
    }
  }

  wake(flow: Flow, cause: WakeCause): void {
    const before = this.#outer;
    this.#outer = innerFlow(flow);
    try {
      for (const [index, step] of this.#steps.entries()) {
        if (cause === 'due' && (step.nextDue?.() ?? Number.POSITIVE_INFINITY) > flow.now()) continue;
        step.wake?.(this.#flows[index] as InnerFlow, cause);
      }
    } finally {
      this.#outer = before ?? this.#outer;
    }
  }

  #run(record: LogRecord, from: number): LogRecord | undefined {
    const outer = this.#outer as InnerFlow;
    let current = record;
    for (let index = from; index < this.#steps.length; index += 1) {
      const step = this.#steps[index] as FilterStep;
      let out: LogRecord | undefined;
      try {
        out = step.apply(current, this.#flows[index] as InnerFlow);
      } catch (error) {
        out = outer.failed(step, current, error);
      }
      if (out === undefined) return undefined;
      if (out !== current) outer.replace(current, out);
      current = out;
    }
    return current;
  }

  #flowAfter(index: number): InnerFlow {
    const outer = (): InnerFlow => this.#outer as InnerFlow;
    return {
      pass: (record) => {
        outer().announce(record);
        const out = this.#run(record, index + 1);
        if (out !== undefined) outer().pass(out);
      },
      hold: (record) => outer().hold(record),
      drop: (record, reason: DropReason) => outer().drop(record, reason),
      now: () => outer().now(),
      announce: (record) => outer().announce(record),
      replace: (record, after) => outer().replace(record, after),
      failed: (step, record, error) => outer().failed(step, record, error),
    };
  }
}
