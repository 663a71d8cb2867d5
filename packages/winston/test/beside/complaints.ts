import { elsewhere } from './complaints/elsewhere.ts';
import { lifecycle } from './complaints/lifecycle.ts';
import { logging } from './complaints/logging.ts';
import type { TestName } from './scenario.ts';

/**
 * What became of a complaint: it is mended for everybody; there is an option by which it is, since the bytes or the
 * behaviour would change; or all stays as it is, because applications rely on it or it is not ours to mend.
 */
export type Verdict = 'mended' | 'option' | 'kept';

/** What users of Winston and its transports have asked for, and what they get. */
export interface Complaint {
  readonly number: number;
  /** Where it was said. */
  readonly threads: string;
  readonly symptom: string;
  readonly verdict: Verdict;
  readonly answer: string;
  /** What shows it: tests, or rows of the table of intended differences. */
  readonly shownBy: readonly (TestName | { readonly difference: string })[];
}

/** All of them, by number: the smaller, the more it hurt. */
export const COMPLAINTS: readonly Complaint[] = [...lifecycle, ...logging, ...elsewhere].toSorted(
  (a, b) => a.number - b.number,
);
