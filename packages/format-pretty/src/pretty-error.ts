import { type ErrorRecord, inertText } from '@tailrace/core';
import { Line } from './line.ts';
import type { Palette } from './palette.ts';
import { prettyValue } from './pretty-value.ts';
import { shortened } from './shortened.ts';

const MAX_LINES = 200;
const MAX_DEPTH = 10;

/** Shows an error with its stack, its causes and what it gathered, a line each, indented. */
export function prettyError(error: ErrorRecord, palette: Palette, stackLines: number): Line[] {
  const lines: Line[] = [];
  write(error, '', 1);
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), new Line().add('    …')];

  function write(shown: ErrorRecord, label: string, depth: number): void {
    if (depth > MAX_DEPTH || lines.length > MAX_LINES || typeof shown !== 'object' || shown === null) return;
    const indent = '    '.repeat(depth);
    const code = shown.code === undefined ? '' : ` (${inertText(shown.code)})`;
    const title = `${inertText(shown.name)}: ${shortened(shown.message)}`;
    lines.push(new Line().add(indent).add(label, palette.dim).add(title, palette.failure).add(code));
    for (const frame of framesOf(shown, stackLines))
      lines.push(new Line().add(`${indent}    `).add(frame, palette.dim));
    for (const [key, value] of Object.entries(shown.attributes ?? {})) {
      if (lines.length > MAX_LINES) break;
      lines.push(
        new Line()
          .add(`${indent}    `)
          .add(inertText(key), palette.key)
          .add(`=${prettyValue(value)}`),
      );
    }
    if (shown.cause !== undefined) write(shown.cause, 'caused by ', depth);
    for (const gathered of shown.errors ?? []) write(gathered, 'gathered ', depth + 1);
  }
}

/** The places in the code; the lines before them repeat the message, which may be anything. */
function framesOf({ stack }: ErrorRecord, most: number): string[] {
  if (typeof stack !== 'string' || most === 0) return [];
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first === -1) return [];
  const frames = lines.slice(first).map((line) => shortened(line.trim()));
  return frames.length <= most ? frames : [...frames.slice(0, most), `… ${frames.length - most} more`];
}
