import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';

/** How times are shown to people. */
export const TIME_FORMS = ['local', 'utc', 'iso', 'relative'] as const;

export type TimeForm = (typeof TIME_FORMS)[number];

/** The form asked for by `--time`, the environment or the settings. */
export function timeForm({ settings }: CommandContext): TimeForm | undefined {
  if (settings.time === undefined) return undefined;
  const form = TIME_FORMS.find((known) => known === settings.time);
  if (form === undefined) throw usageFailure(`--time takes ${TIME_FORMS.join(', ')}, not '${settings.time}'.`);
  return form;
}

/** Writes epoch milliseconds in a form; `now` is what relative times are relative to. */
export function timeWriter(form: TimeForm, now: () => number): (millis: number) => string {
  if (form === 'relative') return (millis) => relativeTime(millis - now());
  return (millis) => {
    const date = new Date(millis);
    if (Number.isNaN(date.getTime())) return '-';
    if (form === 'iso') return date.toISOString();
    if (form === 'utc') return shownUtc(date);
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
    return `${day} ${time}${fraction(date.getMilliseconds())}`;
  };
}

/** A time in UTC as people read it, marked so: `2026-01-31 12:00:00Z`. */
function shownUtc(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('.000Z', 'Z');
}

const UNITS: readonly (readonly [millis: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
];

/** `3m ago`, `2d ago`, `in 5s`, `now`: whole units, the largest that fits. */
function relativeTime(millis: number): string {
  const size = Math.abs(millis);
  if (Number.isNaN(size)) return '-';
  const unit = UNITS.find(([length]) => size >= length);
  if (unit === undefined) return 'now';
  const text = `${Math.floor(size / unit[0])}${unit[1]}`;
  return millis < 0 ? `${text} ago` : `in ${text}`;
}

function fraction(millis: number): string {
  return millis === 0 ? '' : `.${String(millis).padStart(3, '0')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
