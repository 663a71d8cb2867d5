import type { LogRecord } from '../../record/log-record.ts';
import type { FilterStep, Flow } from '../filter.ts';
import { type InnerFlow, innerFlow } from '../inner-flow.ts';

/** Answers a record that was given another chance, where it goes on; `undefined` where it was dropped or held. */
type Chance = (record: LogRecord, outer: InnerFlow) => LogRecord | undefined;

/**
 * Runs one step, and gives what it drops another chance.
 *
 * The chance is taken inside the step's own `drop`, which then answers false: who gave the chance answers for the
 * record, and a step must not count it in its summaries as well.
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
      drop: (record) => this.#dropped(record),
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

  #dropped(record: LogRecord): boolean {
    const outer = this.#outer as InnerFlow;
    const result = this.#chance(record, outer);
    if (result === undefined) return false;
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
