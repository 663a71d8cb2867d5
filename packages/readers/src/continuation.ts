const CONTINUES =
  /^(?:\s|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames)|During handling of the above|The above exception was|[)}\]]+[,;]?\s*$)/;

const TRACEBACK = 'Traceback (most recent call last)';
const PYTHON_END = /^[A-Za-z_][\w.]*(?:: |$)/;

/** Whether a line shows by itself that it belongs to the one before: indented, a cause, a closing bracket. */
export function looksContinued(line: string): boolean {
  return CONTINUES.test(line);
}

const PANIC = /^(?:panic: |fatal error: |goroutine \d+ \[)/;
/** A function's frame, a further goroutine, what made one, a signal, the end. */
const PANIC_LINE =
  /^(?:goroutine \d+ \[|created by |\[signal |\[recovered|panic: |\tpanic: |exit status \d+$|[\w./*{}[\]()·-]{1,300}\([^)]*\)$)/;

/** Follows traces whose lines are neither indented nor marked: Python's, which end so, and Go's, which are so. */
export class TraceWatch {
  #open: 'python' | 'go' | undefined;

  /** Whether this line is inside a trace, or its end. */
  covers(line: string): boolean {
    if (this.#open === undefined) return false;
    if (line.startsWith(' ') || line.startsWith('\t')) return true;
    if (this.#open === 'go') return PANIC_LINE.test(line);
    this.#open = undefined;
    return PYTHON_END.test(line);
  }

  /** Notes a line that was taken as it is. */
  note(line: string): void {
    if (line.includes(TRACEBACK)) this.#open = 'python';
    else if (this.#open === undefined && PANIC.test(line)) this.#open = 'go';
  }
}
