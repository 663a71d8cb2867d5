import { type ErrorRecord, inertText, type LogRecord } from '@tailrace/core';

const MAX_LINES = 200;
const MAX_CHARACTERS = 8 * 1024;
const MAX_DEPTH = 10;

/** A record's error with its stack and its causes, a line each, all of them indented, each behind a line break. */
export function errorLines(record: LogRecord): string {
  const lines = linesOf(record);
  return lines.map((line) => `\n    ${line}`).join('');
}

/** A record's error on one line; `undefined` where there is none. */
export function errorText(record: LogRecord): string | undefined {
  return record.error === undefined
    ? undefined
    : linesOf(record)
        .map((line) => line.trim())
        .join(' | ');
}

function linesOf({ error }: LogRecord): string[] {
  const lines: string[] = [];
  if (error !== undefined) write(error, '', 0);
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), '…'];

  function write(shown: ErrorRecord, label: string, depth: number): void {
    if (depth > MAX_DEPTH || lines.length > MAX_LINES || typeof shown !== 'object' || shown === null) return;
    const code = shown.code === undefined ? '' : ` (${shortened(shown.code)})`;
    lines.push(`${label}${shortened(shown.name)}: ${shortened(shown.message)}${code}`);
    for (const frame of framesOf(shown)) lines.push(`    ${frame}`);
    if (shown.cause !== undefined) write(shown.cause, 'caused by ', depth + 1);
    for (const gathered of shown.errors ?? []) write(gathered, 'gathered ', depth + 1);
  }
}

/** The places in the code; the lines before them repeat the message, which may be anything. */
function framesOf({ stack }: ErrorRecord): string[] {
  if (typeof stack !== 'string') return [];
  const lines = stack.split('\n', MAX_LINES + 1);
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first === -1 ? [] : lines.slice(first).map((line) => shortened(line.trim()));
}

function shortened(value: unknown): string {
  const text = String(value);
  return inertText(text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text);
}
