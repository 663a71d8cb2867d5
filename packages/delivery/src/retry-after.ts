/**
 * Reads both forms of `Retry-After`, seconds and an HTTP date; `undefined` for anything else.
 *
 * @param now - Epoch milliseconds.
 */
export function retryAfterToMillis(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
