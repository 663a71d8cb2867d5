import './sync-count.ts';
import { g01 } from './g01-durability.ts';
import { g02 } from './g02-books.ts';
import { g03 } from './g03-order.ts';
import { g04 } from './g04-identity.ts';
import { g05 } from './g05-when-full.ts';
import { g06 } from './g06-one-bad-record.ts';
import { g07 } from './g07-too-large.ts';
import { g08 } from './g08-damage.ts';
import { g09 } from './g09-full-disk.ts';
import { g10 } from './g10-no-give-up.ts';
import { g11 } from './g11-flush.ts';
import { g12 } from './g12-memory.ts';
import { g13 } from './g13-pace.ts';
import { g14 } from './g14-visible-loss.ts';
import type { Guarantee } from './guarantee.ts';

/** G1 to G14, in their order. */
export const GUARANTEES: readonly Guarantee[] = [g01, g02, g03, g04, g05, g06, g07, g08, g09, g10, g11, g12, g13, g14];
