import { dayOf } from './days.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Later than records can be. */
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The day that an id itself says: that of a UUIDv7's milliseconds; `undefined` for any other id.
 *
 * All records with one id that lie on its own day are in one partition, where an index sees to it that there is one.
 */
export function homeDayOf(id: string): number | undefined {
  if (!UUID_V7.test(id)) return undefined;
  const millis = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return millis > LATEST ? undefined : dayOf(millis);
}
