import type { ErrorRecord } from '@tailrace/core';

const FRAME = /^\s+at \S/;
/** `SomeError`, `java.io.IOException`, in front of a colon or at the end. */
const ERROR_NAME =
  /^(?:Exception in thread "[^"]{0,200}" )?((?:[\w$]+[.:]{1,2})*[\w$]*(?:Error|Exception|Throwable|Failure|Interrupt|Exit)[\w$]*)(?=: |$)/;
/** Names are short; a longer text would only cost time to look through. */
const LONGEST_NAME = 300;
const TRACEBACK = 'Traceback (most recent call last)';
const PYTHON_END = /^[A-Za-z_][\w.]*(?:: |$)/;

const GO_PANIC = /^(panic|fatal error): (.*)$/s;
const GOROUTINE = /^goroutine \d+ \[/;

/** What a record's further lines are: more of its message, and an error with its stack. */
export interface Continuation {
  readonly message: readonly string[];
  readonly error?: ErrorRecord;
}

/** Parts the lines after a record's first into message and stack trace, of Java, JavaScript, .NET, Python or Go. */
export function readContinuation(first: string, lines: readonly string[]): Continuation {
  if (first.includes(TRACEBACK)) return { message: lines, error: python([first, ...lines], 0).error };
  const traceback = lines.findIndex((line) => line.includes(TRACEBACK));
  if (traceback !== -1) return python(lines, traceback);
  if (lines.some((line) => GOROUTINE.test(line))) {
    // The word before the colon may have been read as a level.
    const [, name = 'panic', message = first] = GO_PANIC.exec(first) ?? [];
    return { message: [], error: { name, message, stack: [first, ...lines].join('\n') } };
  }
  const frame = lines.findIndex((line) => FRAME.test(line));
  if (frame === -1) return { message: lines };
  // The error's own line is the nearest before the first frame; it may be the record's first.
  for (let index = frame - 1; index >= 0; index -= 1) {
    const head = readHead(lines[index] ?? '');
    if (head === undefined) continue;
    const message = [head.message, ...lines.slice(index + 1, frame)].join('\n');
    return {
      message: lines.slice(0, index),
      error: { name: head.name, message, stack: lines.slice(index).join('\n') },
    };
  }
  const head = readHead(first) ?? readHead(first.slice(errorWithin(first)));
  const stack = [first, ...lines].join('\n');
  return { message: lines.slice(0, frame), error: { name: 'Error', message: first, ...head, stack } };
}

function python(lines: readonly string[], start: number): Required<Continuation> {
  const stack = lines.slice(start);
  const end = stack.findLast((line) => PYTHON_END.test(line));
  const colon = end?.indexOf(': ') ?? -1;
  const name = end === undefined ? 'Exception' : colon === -1 ? end.trim() : end.slice(0, colon);
  const message = end === undefined || colon === -1 ? '' : end.slice(colon + 2).trim();
  return { message: lines.slice(0, start), error: { name, message, stack: stack.join('\n') } };
}

/** An error's name and message, where a line begins with them. */
function readHead(line: string): { readonly name: string; readonly message: string } | undefined {
  const match = ERROR_NAME.exec(line.slice(0, LONGEST_NAME));
  return match === null ? undefined : { name: match[1] ?? 'Error', message: line.slice(match[0].length + 2) };
}

/** Where `SomethingError: …` begins within a message that has words before it, or 0. */
function errorWithin(first: string): number {
  const match = /(?:^|\s)(?=(?:[\w$]+\.)*[\w$]*(?:Error|Exception)(?::|$))/.exec(first.slice(0, LONGEST_NAME));
  return match === null ? 0 : match.index + match[0].length;
}
