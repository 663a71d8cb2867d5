import type { DropReason } from '../../diagnostics/drop-reason.ts';
import type { LogRecord } from '../../record/log-record.ts';
import type { FilterStep, Flow } from '../filter.ts';
import { type InnerFlow, innerFlow } from '../inner-flow.ts';

/** What became of a record that was given another chance. */
type Chance = (record: LogRecord, reason: DropReason, outer: InnerFlow) => LogRecord | 'dropped' | 'held';

/**
 * Runs one step, and gives what it drops another chance.
 *
 * The chance is taken inside the step's own `drop`: so the step knows at once whether the record is gone, and counts
 * in its summaries only what is.
 */
export class SecondChance {
  readonly #step: FilterStep;
  readonly #chance: Chance;
  readonly #flow: InnerFlow;
  #outer: InnerFlow | undefined;
  #underWay: LogRecord | undefined;
  #saved: LogRecord | undefined;

  constructor(step: FilterStep, chance: Chance) {
    this.#step = step;
    this.#chance = chance;
    const outer = (): InnerFlow => this.#outer as InnerFlow;
    this.#flow = {
      pass: (record) => outer().pass(record),
      hold: (record) => outer().hold(record),
      drop: (record, reason) => this.#dropped(record, reason),
      now: () => outer().now(),
      announce: (record) => outer().announce(record),
      replace: (before, after) => outer().replace(before, after),
      failed: (step_, record, error) => outer().failed(step_, record, error),
    };
  }

  apply(record: LogRecord, flow: Flow): LogRecord | undefined {
    const { before, underWay, saved } = { before: this.#outer, underWay: this.#underWay, saved: this.#saved };
    this.#outer = innerFlow(flow);
    this.#underWay = record;
    this.#saved = undefined;
    try {
      const out = this.#step.apply(record, this.#flow);
      return this.#saved ?? out;
    } finally {
      this.#outer = before ?? this.#outer;
      this.#underWay = underWay;
      this.#saved = saved;
    }
  }

  wake: NonNullable<FilterStep['wake']> = (flow, cause) => {
    const before = this.#outer;
    this.#outer = innerFlow(flow);
    try {
      this.#step.wake?.(this.#flow, cause);
    } finally {
      this.#outer = before ?? this.#outer;
    }
  };

  #dropped(record: LogRecord, reason: DropReason): boolean {
    const outer = this.#outer as InnerFlow;
    const result = this.#chance(record, reason, outer);
    if (result === 'dropped') return true;
    if (result === 'held') return false;
    if (record === this.#underWay) {
      this.#saved = result;
    } else {
      // It was held once, and goes on by itself.
      if (result !== record) outer.replace(record, result);
      outer.pass(result);
    }
    return false;
  }
}

/** Lets a step decide about a record that another has dropped; notes whether that one held it. */
export function chanceBy(step: FilterStep): Chance {
  return (record, _reason, outer) => {
    let isGone = false;
    const watching: InnerFlow = {
      pass: (other) => outer.pass(other),
      hold: (other) => outer.hold(other),
      drop(other, why) {
        const gone = outer.drop(other, why);
        if (other === record) isGone = gone;
        return gone;
      },
      now: () => outer.now(),
      announce: (other) => outer.announce(other),
      replace: (before, after) => outer.replace(before, after),
      failed: (step_, other, error) => outer.failed(step_, other, error),
    };
    const out = step.apply(record, watching);
    if (out !== undefined) return out;
    return isGone ? 'dropped' : 'held';
  };
}
