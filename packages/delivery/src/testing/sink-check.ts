import type { DestinationMode } from './destination.ts';
import type { SinkBench } from './sink-bench.ts';

/** A check of a sink, and the behaviour of the destination that it needs. */
export interface SinkCheck {
  readonly name: string;
  readonly mode: DestinationMode;
  readonly run: (bench: SinkBench) => Promise<void>;
}
