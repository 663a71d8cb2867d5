import type { StoreStats } from '@tailrace/store';

/** What is told of a source; a value of several parts is an object of numbers. */
export interface Facts {
  readonly source: string;
  readonly [name: string]: string | number | Readonly<Record<string, number>> | StoreStats['damaged'];
}
