import type { LinkBench } from './link-bench.ts';

/** A check of a transport before a collector. */
export interface LinkCheck {
  readonly name: string;
  readonly run: (bench: LinkBench) => Promise<void>;
}
