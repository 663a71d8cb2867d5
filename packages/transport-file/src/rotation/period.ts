/** How often a new file is begun, whatever its size. */
export type RotationPeriod = 'daily' | 'hourly';

/** Every time zone's clock is set by a multiple of this, so a label is good until the next one. */
const QUARTER_MILLIS = 15 * 60 * 1_000;

/** The day and the hour of a moment, as they stand in file names. */
export interface CalendarLabel {
  /** `2026-11-22` */
  readonly date: string;
  /** `14` */
  readonly hour: string;
}

/** Days and hours of one time zone. */
export class Calendar {
  readonly #timeZone: string | undefined;
  /** Made when it is needed: it costs more than all the rest of a transport that has no days in its names. */
  #format: Intl.DateTimeFormat | undefined;
  #quarter = Number.NaN;
  #label: CalendarLabel = { date: '', hour: '' };

  /**
   * @param timeZone - An IANA name; the process's own by default.
   * @throws RangeError Where there is no such zone.
   */
  constructor(timeZone?: string) {
    this.#timeZone = timeZone;
    if (timeZone !== undefined) this.#format = formatOf(timeZone);
  }

  /** Where a moment in epoch milliseconds falls. */
  at(millis: number): CalendarLabel {
    const quarter = Math.floor(millis / QUARTER_MILLIS);
    if (quarter !== this.#quarter) {
      this.#label = this.#labelOf(millis);
      this.#quarter = quarter;
    }
    return this.#label;
  }

  /** The name of the period that a moment falls into: `2026-11-22`, or `2026-11-22T14`. */
  periodOf(millis: number, period: RotationPeriod | undefined): string {
    const { date, hour } = this.at(millis);
    return period === 'hourly' ? `${date}T${hour}` : date;
  }

  /** How long until a label may change. */
  static millisToNext(now: number): number {
    return QUARTER_MILLIS - (((now % QUARTER_MILLIS) + QUARTER_MILLIS) % QUARTER_MILLIS);
  }

  #labelOf(millis: number): CalendarLabel {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    this.#format ??= formatOf(this.#timeZone);
    for (const { type, value } of this.#format.formatToParts(millis)) parts[type] = value;
    const year = (parts.year ?? '').padStart(4, '0');
    return { date: `${year}-${parts.month ?? ''}-${parts.day ?? ''}`, hour: parts.hour ?? '' };
  }
}

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    calendar: 'iso8601',
    numberingSystem: 'latn',
    ...(timeZone !== undefined && { timeZone }),
  });
}
