import type { TransportName } from '../transport-names.ts';

/** What an application is started with that is watched for a long time. */
export interface SoakOrders {
  readonly subject: TransportName;
  readonly address: string;
  readonly state: string;
  readonly perSecond: number;
  readonly sampleMillis: number;
}

/** What it holds at one moment, after a collection of garbage. */
export interface SoakSample {
  readonly seconds: number;
  /** The heap, and what is held outside of it by it. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly logged: number;
  readonly delivered: number;
  readonly imbalance: number;
}
