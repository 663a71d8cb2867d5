import type { WireRecord } from '@tailrace/core';
import { compareRecords } from '@tailrace/query';

/** Writers that share a file are late by no more than this. */
const SLACK_MILLIS = 60_000;
/** Records that are held back for those that are late. */
const MAX_HELD = 20_000;

/**
 * Puts the records of a file that is nearly in order of time into that order, holding few of them.
 *
 * @param onDisorder - Called once where a record comes later than it can be waited for; it is given where it stands.
 */
export async function* inOrder(
  batches: AsyncIterable<readonly WireRecord[]>,
  onDisorder: () => void,
): AsyncGenerator<readonly WireRecord[]> {
  let held: WireRecord[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  let given: WireRecord | undefined;
  let told = false;
  const give = (count: number): readonly WireRecord[] => {
    const ready = held.slice(0, count);
    held = held.slice(count);
    const [first] = ready;
    if (!told && first !== undefined && given !== undefined && compareRecords(first, given) < 0) {
      told = true;
      onDisorder();
    }
    given = ready.at(-1) ?? given;
    return ready;
  };
  for await (const batch of batches) {
    for (const record of batch) held.push(record);
    held.sort(compareRecords);
    const last = held.at(-1);
    if (last === undefined) continue;
    newest = Math.max(newest, Date.parse(last.timestamp));
    const settled = new Date(newest - SLACK_MILLIS).toISOString();
    let ready = Math.max(0, held.length - MAX_HELD);
    while (ready < held.length && (held[ready]?.timestamp ?? '') < settled) ready += 1;
    if (ready > 0) yield give(ready);
  }
  if (held.length > 0) yield give(held.length);
}
