import { isoTime } from '@tailrace/core/runtime';

let last = '';

/** Answers the present time as Winston's `timestamp()` writes it. */
export function timeText(): string {
  last = isoTime(Date.now());
  return last;
}

/** Whether a text is the last that {@link timeText} has answered: nothing in it needs to be looked at. */
export function isTimeText(text: string): boolean {
  return text.length === 24 && text === last;
}
