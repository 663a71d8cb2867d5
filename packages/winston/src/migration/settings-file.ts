import type { Clock, Timer } from '@tailrace/core';
import { readFileSync, statSync } from 'node:fs';

/** A file that is looked at again and again. */
export interface FollowedFile {
  close(): void;
}

/**
 * Looks at a file at once and then every so often, and calls back when it is another than before. It asks the file
 * system rather than to be told: what orchestrators mount is replaced whole, through links.
 *
 * @param changed - Is given what reads the file; that answers `undefined` where there is none, and throws where there
 *   is one that cannot be read.
 */
export function followSettings(
  { file, millis, clock }: { readonly file: string; readonly millis: number; readonly clock: Clock },
  changed: (read: () => string | undefined) => void,
): FollowedFile {
  let last: string | undefined;
  let timer: Timer | undefined;
  const look = (): void => {
    const stamp = stampOf(file);
    if (stamp === last) return;
    last = stamp;
    changed(() => (stamp === undefined ? undefined : readFileSync(file, 'utf8')));
  };
  const again = (): void => {
    timer = clock.schedule(() => {
      look();
      again();
    }, millis);
  };
  look();
  again();
  return { close: () => timer?.cancel() };
}

function stampOf(file: string): string | undefined {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}
