const CONTINUES =
  /^(?:\s|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames)|During handling of the above|The above exception was|[)}\]]+[,;]?\s*$)/;

const TRACEBACK = 'Traceback (most recent call last)';
const PYTHON_END = /^[A-Za-z_][\w.]*(?:: |$)/;

/** Whether a line shows by itself that it belongs to the one before: indented, a cause, a closing bracket. */
export function looksContinued(line: string): boolean {
  return CONTINUES.test(line);
}

/** Follows Python's tracebacks, whose last line is neither indented nor marked. */
export class TracebackWatch {
  #open = false;

  /** Whether this line is inside a traceback, or its end. */
  covers(line: string): boolean {
    if (!this.#open) return false;
    if (line.startsWith(' ') || line.startsWith('\t')) return true;
    this.#open = false;
    return PYTHON_END.test(line);
  }

  /** Notes a line that was taken as it is. */
  note(line: string): void {
    if (line.includes(TRACEBACK)) this.#open = true;
  }
}
