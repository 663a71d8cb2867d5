// Peak memory of the processes that this one started, as the kernel counted it.
import { readdirSync, readFileSync } from 'node:fs';

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended meanwhile.
    return '';
  }
}

/** Pids of this process's children whose command line holds a word. */
export function childrenNamed(word) {
  const tasks = readdirSync('/proc/self/task');
  const pids = tasks.flatMap((task) => read(`/proc/self/task/${task}/children`).split(' ').filter(Boolean));
  return pids.filter((pid) => read(`/proc/${pid}/cmdline`).includes(word));
}

/** Mebibytes that the largest of these children had resident at most; undefined where there is none. */
export function peakOf(word) {
  const peaks = childrenNamed(word).map((pid) =>
    Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0),
  );
  return peaks.length === 0 ? undefined : Math.round(Math.max(...peaks) / 1024);
}
