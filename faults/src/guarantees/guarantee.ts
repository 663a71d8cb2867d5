import type { GuaranteeBench } from './bench.ts';

/** One of G1 to G14: a promise, and how it is found out what of it a transport keeps. */
export interface Guarantee {
  readonly id: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** The file of its check, beside this one. */
  readonly file: string;
  /** Answers in a few words what was found. Rejects where what the transport claims, or must do, is not so. */
  readonly check: (bench: GuaranteeBench) => Promise<string>;
}
