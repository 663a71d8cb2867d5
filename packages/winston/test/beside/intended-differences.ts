import { delivery } from './differences/delivery.ts';
import { failures } from './differences/failures.ts';
import { formatting } from './differences/formatting.ts';
import { metadata } from './differences/metadata.ts';
import { processes } from './differences/processes.ts';
import { transports } from './differences/transports.ts';
import type { IntendedDifference } from './scenario.ts';

/** Every place where ours does not do what Winston does, on purpose; the documentation's table is made of it. */
export const INTENDED_DIFFERENCES: readonly IntendedDifference[] = [
  ...formatting,
  ...delivery,
  ...failures,
  ...metadata,
  ...processes,
  ...transports,
];
