const ZERO = 48;

let lastMinute = '';
let lastMinuteMillis = 0;

/**
 * Reads a time as `Date.toISOString` writes it, within the years 0 to 9999, into epoch milliseconds; `undefined` for
 * whatever else.
 *
 * Times come in order, so that most are of the minute before them: a fifth of what Date.parse takes.
 */
export function isoMillis(text: string): number | undefined {
  if (text.length !== 24) return undefined;
  if (text.startsWith(lastMinute) && lastMinute !== '') {
    const millis = withinMinute(text);
    if (millis !== undefined) return lastMinuteMillis + millis;
  }
  const millis = Date.parse(text);
  if (Number.isNaN(millis) || new Date(millis).toISOString() !== text) return undefined;
  lastMinuteMillis = Math.floor(millis / 60_000) * 60_000;
  lastMinute = text.slice(0, 17);
  return millis;
}

/** Seconds and milliseconds, `07.123Z` from the seventeenth character on. */
function withinMinute(text: string): number | undefined {
  if (text.charCodeAt(19) !== 46 || text.charCodeAt(23) !== 90) return undefined;
  const tens = text.charCodeAt(17) - ZERO;
  const ones = text.charCodeAt(18) - ZERO;
  const hundredths = text.charCodeAt(20) - ZERO;
  const tenths = text.charCodeAt(21) - ZERO;
  const thousandths = text.charCodeAt(22) - ZERO;
  if (!(tens >= 0 && tens <= 5 && isDigit(ones) && isDigit(hundredths) && isDigit(tenths) && isDigit(thousandths))) {
    return undefined;
  }
  return (tens * 10 + ones) * 1_000 + hundredths * 100 + tenths * 10 + thousandths;
}

function isDigit(value: number): boolean {
  return value >= 0 && value <= 9;
}
