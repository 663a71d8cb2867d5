import type { ErrorRecord } from '@tailrace/core';

const FRAME = /^\s+at \S/;
const HEAD =
  /^(?:Exception in thread "[^"]*" )?((?:[\w$]+[.:]{1,2})*[\w$]*(?:Error|Exception|Throwable|Failure|Interrupt|Exit)[\w$]*)(?:: ([\s\S]*))?$/;
const TRACEBACK = 'Traceback (most recent call last)';

/** What a record's further lines are: more of its message, and an error with its stack. */
export interface Continuation {
  readonly message: readonly string[];
  readonly error?: ErrorRecord;
}

/** Parts the lines after a record's first into message and stack trace, of Java, JavaScript, .NET or Python. */
export function readContinuation(first: string, lines: readonly string[]): Continuation {
  if (first.includes(TRACEBACK)) return { message: lines, error: python([first, ...lines], 0).error };
  const traceback = lines.findIndex((line) => line.includes(TRACEBACK));
  if (traceback !== -1) return python(lines, traceback);
  const frame = lines.findIndex((line) => FRAME.test(line));
  if (frame === -1) return { message: lines };
  // The error's own line is the one before the first frame; it may be the record's first.
  for (let index = frame - 1; index >= 0; index -= 1) {
    const head = HEAD.exec(lines.slice(index, frame).join('\n'));
    if (head !== null) return { message: lines.slice(0, index), error: errorOf(head, lines.slice(index)) };
  }
  const head = HEAD.exec(first) ?? HEAD.exec(first.slice(lastColonWord(first)));
  const stack = [first, ...lines].join('\n');
  return { message: lines.slice(0, frame), error: { name: head?.[1] ?? 'Error', message: head?.[2] ?? first, stack } };
}

function python(lines: readonly string[], start: number): Required<Continuation> {
  const stack = lines.slice(start);
  const end = stack.findLast((line) => HEAD.test(line) || /^[A-Za-z_][\w.]*(?:: |$)/.test(line));
  const colon = end?.indexOf(': ') ?? -1;
  const name = end === undefined ? 'Exception' : colon === -1 ? end.trim() : end.slice(0, colon);
  const message = end === undefined || colon === -1 ? '' : end.slice(colon + 2).trim();
  return { message: lines.slice(0, start), error: { name, message, stack: stack.join('\n') } };
}

function errorOf(head: RegExpExecArray, lines: readonly string[]): ErrorRecord {
  return { name: head[1] ?? 'Error', message: head[2] ?? '', stack: lines.join('\n') };
}

/** Where `SomethingError: …` begins within a message that has words before it, or 0. */
function lastColonWord(first: string): number {
  const match = /(?:^|\s)(?=(?:[\w$]+\.)*[\w$]*(?:Error|Exception)(?::|$))/.exec(first);
  return match === null ? 0 : match.index + match[0].length;
}
