import type { CommandContext } from '../command-context.ts';
import type { Given } from '../command-line/given.ts';

/** Damage as every answer about a folder names it. */
export interface Damaged {
  readonly file: string;
  readonly reason: string;
  readonly records?: number;
}

/** Writes an answer: a JSON object where that is asked for, else sentences, with what is damaged below them. */
export async function report(
  answer: object,
  words: readonly string[],
  damaged: readonly Damaged[],
  given: Given,
  { stdout }: CommandContext,
): Promise<void> {
  if (given.flag('json')) {
    await stdout.foreignLine(JSON.stringify(answer));
    return;
  }
  for (const line of words) await stdout.foreignLine(line);
  for (const { file, reason, records } of damaged) {
    const lost = records === undefined ? '' : ` (${count(records)} records)`;
    await stdout.foreignLine(`  ${file}: ${reason}${lost}`);
  }
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Bytes in words: `4.3 GB`. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A bar on the terminal's last line, while something takes long. */
export function progressBar(
  what: string,
  { notices }: CommandContext,
): (progress: { readonly bytes: number; readonly totalBytes: number }) => void {
  return ({ bytes, totalBytes }) => {
    const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
    const full = Math.round(share * 20);
    const bar = '█'.repeat(full) + '░'.repeat(20 - full);
    notices.progress(share === 1 ? '' : `${what} ${bar} ${Math.floor(share * 100)} %, ${size(bytes)}`);
  };
}
