import { constants, getPriority, setPriority } from 'node:os';

const LOWEST = constants.priority.PRIORITY_LOW;

/**
 * Lets a process that this one has started give way to it: `niceness` is how much lower its priority is, from 0 to 19.
 *
 * It counts from this process's own priority, which may have been lowered already. Nobody needs a right for it on any
 * system. Windows has classes in the place of numbers: below 10 nothing changes there, and from 10 on it is the class
 * below the normal one.
 */
export function giveWay(pid: number | undefined, niceness: number): void {
  if (pid === undefined || niceness === 0) return;
  try {
    setPriority(pid, Math.min(LOWEST, getPriority() + niceness));
  } catch {
    // It is gone already, or the system has no such thing: then it runs as this one does.
  }
}
