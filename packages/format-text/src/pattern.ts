import type { LogRecord } from '@tailrace/core';
import { type FieldContext, fieldReader } from './fields.ts';
import { layoutOf } from './layout.ts';

/** A pattern that is ready to write. */
export interface CompiledPattern {
  readonly write: (record: LogRecord) => string;
  /** The words it has in braces. */
  readonly names: ReadonlySet<string>;
}

/** A brace written twice, a word in braces, text without braces, or a brace that stands alone. */
const PIECE = /\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}|[^{}]+|[{}]/g;

/**
 * Reads a pattern.
 *
 * @throws Error with words about what is wrong: a brace without its other, a word that is none, no word at all.
 */
export function compilePattern(pattern: string, context: FieldContext): CompiledPattern {
  const pieces: (string | ((record: LogRecord) => string))[] = [];
  const names = new Set<string>();
  for (const [piece, name, layout] of pattern.matchAll(PIECE)) {
    if (piece === '{' || piece === '}')
      throw new Error(`'pattern' has a '${piece}' without its other; write it twice.`);
    if (name === undefined) {
      pieces.push(piece === '{{' ? '{' : piece === '}}' ? '}' : withoutBreaks(piece));
      continue;
    }
    const trimmed = name.trim();
    if (trimmed === '') throw new Error("'pattern' has braces without a name between them.");
    names.add(trimmed);
    pieces.push(laidOut(fieldReader(trimmed, context), layout));
  }
  if (names.size === 0) throw new Error("'pattern' names no field in braces; every line would be the same.");
  return {
    names,
    write(record) {
      let line = '';
      for (const piece of pieces) line += typeof piece === 'string' ? piece : piece(record);
      return line;
    },
  };
}

function laidOut(read: (record: LogRecord) => string, layout: string | undefined): (record: LogRecord) => string {
  if (layout === undefined || layout === '') return read;
  const lay = layoutOf(layout);
  return (record) => lay(read(record));
}

/** One record is one line: a break in the pattern would make two of it. */
function withoutBreaks(text: string): string {
  if (/[\r\n\u2028\u2029]/.test(text)) throw new Error("'pattern' takes no line breaks: a record is one line.");
  return text;
}
