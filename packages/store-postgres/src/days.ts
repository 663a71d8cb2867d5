export const DAY_MILLIS = 86_400_000;

/** The day of a time, counted from 1970, in UTC. */
export function dayOf(millis: number): number {
  return Math.floor(millis / DAY_MILLIS);
}

export function startOfDay(day: number): number {
  return day * DAY_MILLIS;
}

/** `20260314`, as a partition's name ends. */
export function nameOfDay(day: number): string {
  return new Date(startOfDay(day)).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Reads the end of a partition's name; `undefined` where it is no day. */
export function dayOfName(name: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(name);
  return match === null ? undefined : dayOf(Date.parse(`${match[1]}-${match[2]}-${match[3]}T00:00:00.000Z`));
}
