import type { FileSystem } from './file-system.ts';
import { codeOf } from './file-system.ts';

/** How a file ends. */
export interface FileEnd {
  readonly size: number;
  /** Whether it ends within a line, and nobody is about to write the rest of it. */
  readonly isTorn: boolean;
}

/** So often in a row the end must be found unchanged within a line before the line counts as left behind. */
const STILL_LOOKS = 10;
/** So often at the most. */
const MAX_LOOKS = 100;
const PAUSE_MILLIS = 2;
const NOTHING = Buffer.alloc(0);
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Looks whether a file ends within a line: a crash leaves that, and for a moment so does another process whose write is
 * under way, since the size grows page by page.
 *
 * A write of nothing waits for such a write on the file systems that take the file's lock for it; elsewhere the end has
 * to stay as it is for 20 ms. A line that was left behind is ended by the first who finds it, so the wait is rare.
 */
export function endOf(fs: FileSystem, fd: number, size: number, lineEnd: number | undefined): FileEnd {
  // Where nothing ends a line, none can be without it.
  if (lineEnd === undefined) return { size, isTorn: false };
  let end = { size, isTorn: isWithinLine(fs, fd, size, lineEnd) };
  let still = 0;
  for (let looks = 0; end.isTorn && still < STILL_LOOKS && looks < MAX_LOOKS; looks += 1) {
    if (still > 0) Atomics.wait(pause, 0, 0, PAUSE_MILLIS);
    fs.writeSync(fd, NOTHING, 0, 0);
    const { size: now } = fs.fstatSync(fd);
    still = now === end.size ? still + 1 : 0;
    end = { size: now, isTorn: isWithinLine(fs, fd, now, lineEnd) };
  }
  return end;
}

function isWithinLine(fs: FileSystem, fd: number, size: number, lineEnd: number | undefined): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  try {
    return fs.readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== lineEnd;
  } catch (error) {
    // A file that may not be read: what it ends with stays unknown.
    if (codeOf(error) === 'EBADF') return false;
    throw error;
  }
}
