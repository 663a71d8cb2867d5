import type { Transport } from './transport.ts';

/** What is kept by the readable side of `readable-stream` 3. */
export interface ReadableState {
  pipes: Transport | Transport[] | null;
  flowing: boolean | null;
  length: number;
  sync: boolean;
}
