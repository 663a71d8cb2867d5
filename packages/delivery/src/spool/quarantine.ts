import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DamagedRange } from './segment-format.ts';
import type { SegmentReader } from './segment-reader.ts';

/** The folder beside the runs that holds copies of what was found damaged. */
export const QUARANTINE = 'quarantine';
/** What one open spool puts aside at most. */
const QUARANTINE_BYTES = 16 * 1024 * 1024;

/** Keeps copies of damaged stretches for people to look at. */
export class Quarantine {
  readonly folder: string;
  #room = QUARANTINE_BYTES;

  constructor(keyFolder: string) {
    this.folder = join(keyFolder, QUARANTINE);
  }

  /** Copies damaged stretches of a segment, as long as there is room. Rejects with what the file system says. */
  async keep(segment: string, reader: SegmentReader, damaged: readonly DamagedRange[]): Promise<void> {
    for (const range of damaged) {
      const bytes = range.to - range.from;
      if (bytes > this.#room) continue;
      this.#room -= bytes;
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(join(this.folder, `${segment}@${range.from}.bad`), await reader.raw(range), { mode: 0o600 });
    }
  }
}
