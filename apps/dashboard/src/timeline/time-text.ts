const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** `14:03:27.412`, local time. */
export function clockTime(iso: string): string {
  const date = new Date(iso);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** `Nov 22`, local time. */
export function dayText(iso: string): string {
  return new Date(iso).toLocaleDateString(undefined, { month: 'short', day: '2-digit' });
}

/** A label for an axis whose bars are so many milliseconds wide. */
export function axisText(iso: string, intervalMillis: number, spanMillis: number): string {
  const date = new Date(iso);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (spanMillis > 300 * 86_400_000) {
    return date.toLocaleDateString(undefined, { month: 'short', year: 'numeric' });
  }
  if (spanMillis > 3 * 86_400_000) return dayText(iso);
  if (spanMillis > 86_400_000) return `${dayText(iso)} ${time}`;
  return intervalMillis < 60_000 && spanMillis < 1_800_000 ? `${time}:${pad(date.getSeconds())}` : time;
}

/** A window for people; times may be relative, ISO, or absent. */
export function formatRange(from: string, to: string): string {
  const text = (value: string, absent: string) => {
    if (value === '') return absent;
    return Number.isNaN(Date.parse(value)) ? value : `${dayText(value)} ${clockTime(value).slice(0, 8)}`;
  };
  return `${text(from, 'the beginning')} – ${text(to, 'now')}`;
}

/** `250 ms`, `30 s`, `5 min`, `1 h`, `1 d`. */
export function spanText(millis: number): string {
  if (millis < 1_000) return `${millis} ms`;
  if (millis < 60_000) return `${millis / 1_000} s`;
  if (millis < 3_600_000) return `${millis / 60_000} min`;
  return millis < 86_400_000 ? `${millis / 3_600_000} h` : `${millis / 86_400_000} d`;
}
