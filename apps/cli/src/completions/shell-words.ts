/** The last word of a line, as it stands and as it is meant. */
export interface LastWord {
  readonly value: string;
  /** The quotation mark that is open, or nothing. */
  readonly quote: '' | "'" | '"';
}

/** A line's words without their quotes; the last is the one that is being typed, and may be empty. */
export interface ShellLine {
  readonly before: readonly string[];
  readonly last: LastWord;
}

const BREAKS = /[|&;]/;

/** Splits what a shell has read so far; of several commands on a line the last. */
export function splitLine(line: string): ShellLine {
  let before: string[] = [];
  let value = '';
  let begun = false;
  let quote: LastWord['quote'] = '';
  const end = (): void => {
    if (begun) before.push(value);
    value = '';
    begun = false;
  };
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
      else value += character;
    } else if (character === '\\' && (quote === '' || /["\\$`]/.test(line[index + 1] ?? ''))) {
      index += 1;
      value += line[index] ?? '';
      begun = true;
    } else if (quote === '"') {
      if (character === '"') quote = '';
      else value += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      begun = true;
    } else if (/\s/.test(character)) end();
    else if (BREAKS.test(character)) {
      before = [];
      value = '';
      begun = false;
    } else {
      value += character;
      begun = true;
    }
  }
  return { before, last: { value, quote } };
}

/** Writes a word so that a shell reads it as this text, where so much of it is quoted already. */
export function quoteFor(text: string, quote: LastWord['quote']): string {
  if (quote === "'") return text.replaceAll("'", String.raw`'\''`);
  if (quote === '"') return text.replace(/["\\$`]/g, String.raw`\$&`);
  return text.replace(/[^\p{L}\p{N}\p{M}%+,./:=@^_-]/gu, String.raw`\$&`);
}
