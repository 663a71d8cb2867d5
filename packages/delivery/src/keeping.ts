import type { Clock, Diagnostics } from '@tailrace/core';
import { openDeadLetters } from './dead-letters.ts';
import { type DeliveryOptions, wantsSpool } from './delivery-options.ts';
import type { DeadLetterBox } from './delivery-parts.ts';
import type { Sink } from './sink.ts';
import { openSpoolSync } from './spool/spool.ts';
import type { Spool } from './spool/spool-contract.ts';

/** Opens what a transport keeps on disk, as its options and its sink demand. */
export function openKeeping(
  name: string,
  options: DeliveryOptions,
  sink: Sink,
  diagnostics: Diagnostics,
  clock: Clock,
): { readonly spool: Spool | undefined; readonly deadLetters: DeadLetterBox | undefined } {
  const spooled = wantsSpool(options, sink);
  const spoolOptions = options.spool || {};
  const letters = options.deadLetters || {};
  const directory = letters.directory ?? spoolOptions.directory;
  const buries = options.deadLetters !== false && (spooled || options.deadLetters !== undefined);
  return {
    spool: spooled
      ? openSpoolSync({ ...spoolOptions, name, destination: sink.destination ?? '', clock, diagnostics })
      : undefined,
    deadLetters: buries
      ? openDeadLetters({ ...letters, name, diagnostics, ...(directory !== undefined && { directory }) })
      : undefined,
  };
}
