import { isPlain } from './quote.ts';
import { isTimeText } from './time-text.ts';

/** For how many places the last text is kept: few enough to be no burden, whatever memory they hold on to. */
const PLACES = 256;
/** After so many times the same text is put together with what stands before it once and for all. */
const TIMES_TO_KEEP = 16;

/** What was written at a place the last time; what a service logs there is often the same again. */
class Place {
  text = '';
  times = 0;
  before = '';
  whole = '';
}

const places: readonly Place[] = Array.from({ length: PLACES }, () => new Place());

/**
 * Answers a text behind what stands before it, where it needs no escapes in JSON; `undefined` where it may.
 *
 * @param number - Of the place among others, any number.
 */
export function plainText(number: number, before: string, text: string): string | undefined {
  const place = places[number % PLACES] as Place;
  if (place.text !== text) {
    if (!isTimeText(text) && !isPlain(text)) return undefined;
    place.text = text;
    place.times = 0;
    place.before = '';
    return before + text;
  }
  if (place.before === before) return place.whole;
  place.times += 1;
  if (place.times < TIMES_TO_KEEP) return before + text;
  place.before = before;
  // One piece, since a text of fewer pieces is sooner made flat.
  place.whole = Buffer.from(before + text).toString();
  return place.whole;
}
