import type { Loose, Side } from './sides.ts';
import type { Watch } from './watch.ts';

/** One thing that an application might do, and might have come to rely on. */
export interface Scenario {
  /** What Winston does, in a sentence: the title of the test. */
  readonly title: string;
  /** Whether it needs the whole package as it is published, and not the logger alone. */
  readonly isWhole?: boolean;
  run(winston: Loose, watch: Watch, side: Side['name']): void | Promise<void>;
}

/** Where Winston's own behaviour is not kept, on purpose. */
interface Difference {
  readonly id: string;
  /** What Winston does. */
  readonly stock: string;
  /** What ours does. */
  readonly ours: string;
  readonly why: string;
  /** How an application gets Winston's behaviour back, where it can. */
  readonly back?: string;
}

/** A difference with what is seen on either side. */
export interface SeenDifference extends Difference, Pick<Scenario, 'run' | 'isWhole'> {
  /** What is seen when it runs on Winston, line by line. */
  readonly seenOnStock: readonly string[];
  readonly seenOnOurs: readonly string[];
}

/** A difference that a test elsewhere shows on both sides. */
export interface ShownDifference extends Difference {
  readonly shownBy: TestName;
}

export type IntendedDifference = SeenDifference | ShownDifference;

/** A test: its file below `packages/`, and its title, from the beginning as far as it is given. */
export interface TestName {
  readonly file: string;
  readonly title: string;
}
