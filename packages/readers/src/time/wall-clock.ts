import { TailraceError } from '@tailrace/core';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Offsets change on quarter hours at the finest. */
const OFFSET_BUCKET = HOUR / 4;

export interface WallClockOptions {
  /** Zone of times that name none: `UTC`, `local`, `+02:00` or an IANA name. */
  readonly timeZone: string;
  /** The year of the first line whose time names none; later lines take the year nearest to the line before. */
  readonly year?: number;
  /** Epoch milliseconds that a time without a year does not exceed by more than a day. */
  readonly reference: number;
}

/** Reads wall-clock times as epoch milliseconds: it knows the zone and finds the year where a line names none. */
export class WallClock {
  readonly #offsetAt: (utcMillis: number) => number;
  #reference: number;
  #year: number | undefined;
  #last: number | undefined;

  constructor(options: WallClockOptions) {
    this.#offsetAt = offsetsOf(options.timeZone);
    this.#reference = options.reference;
    this.#year = options.year;
  }

  /** Sets the time that one without a year does not exceed by more than a day, for a source that still grows. */
  moveTo(reference: number): void {
    this.#reference = reference;
  }

  /** The time at these parts (month 1–12) in the clock's zone, or at `offsetMinutes` where given; NaN if impossible. */
  at(
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
    millis: number,
    offsetMinutes?: number,
  ): number {
    const local = utcOf(year, month, day, hour, minute, second, millis);
    if (Number.isNaN(local)) return local;
    if (offsetMinutes !== undefined) return local - offsetMinutes * 60_000;
    const guess = local - this.#offsetAt(local);
    return local - this.#offsetAt(guess);
  }

  /** The time at these parts in the most likely year; NaN if impossible. */
  atYearless(month: number, day: number, hour: number, minute: number, second: number, millis: number): number {
    const found =
      this.#year === undefined
        ? this.#latestBefore(this.#reference + DAY, month, day, hour, minute, second, millis)
        : this.#nearestTo(this.#last, this.#year, month, day, hour, minute, second, millis);
    if (!Number.isNaN(found)) this.#last = found;
    return found;
  }

  #latestBefore(end: number, ...parts: [number, number, number, number, number, number]): number {
    const year = new Date(end).getUTCFullYear() + 1;
    // Nine years back hold a 29th of February, whatever the century.
    for (let back = 0; back <= 9; back += 1) {
      const time = this.at(year - back, ...parts);
      if (time <= end) return time;
    }
    return Number.NaN;
  }

  #nearestTo(
    last: number | undefined,
    year: number,
    ...parts: [number, number, number, number, number, number]
  ): number {
    if (last === undefined) return this.at(year, ...parts);
    let best = Number.NaN;
    const around = new Date(last).getUTCFullYear();
    for (const candidate of [around, around + 1, around - 1]) {
      const time = this.at(candidate, ...parts);
      if (Number.isNaN(best) || Math.abs(time - last) < Math.abs(best - last)) best = time;
    }
    return best;
  }
}

function utcOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millis: number,
): number {
  const impossible =
    !(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59 && second <= 60) || year < 1;
  if (impossible) return Number.NaN;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, millis);
  // Day 30 of February rolls over into March: no such time.
  if (day > 28 && new Date(time - hour * HOUR).getUTCMonth() !== month - 1 && hour < 24) return Number.NaN;
  return time;
}

/** Answers the function from a UTC time to the zone's offset, both in milliseconds. */
function offsetsOf(timeZone: string): (utcMillis: number) => number {
  if (timeZone === 'UTC') return () => 0;
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(timeZone);
  if (fixed !== null) {
    const offset = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
    return () => offset;
  }
  const parts = zoneFormatter(timeZone === 'local' ? undefined : timeZone);
  let bucket = Number.NaN;
  let offset = 0;
  return (utcMillis) => {
    const wanted = Math.floor(utcMillis / OFFSET_BUCKET);
    if (wanted !== bucket) {
      bucket = wanted;
      offset = parts(wanted * OFFSET_BUCKET) - wanted * OFFSET_BUCKET;
    }
    return offset;
  };
}

function zoneFormatter(timeZone: string | undefined): (utcMillis: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `'timeZone' takes 'UTC', 'local', an offset such as '+02:00' or an IANA name, not '${String(timeZone)}'.`,
    );
  }
  return (utcMillis) => {
    const found: Record<string, number> = {};
    for (const part of format.formatToParts(utcMillis)) found[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}
