/** How the time of a record is shown: the time of day, with the date, both in local time, or ISO 8601 in UTC. */
export type PrettyTimestamp = 'time' | 'full' | 'iso';

/** Shows epoch milliseconds for people. */
export function prettyTime(millis: number, form: PrettyTimestamp): string {
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return '--:--:--.---';
  if (form === 'iso') return date.toISOString();
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return form === 'time' ? time : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
