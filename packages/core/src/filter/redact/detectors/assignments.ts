import { isAlphanumeric } from './characters.ts';
import type { Hit } from './hit.ts';

const MAX_NAME = 64;
const HARMLESS = /^(?:null|undefined|true|false|none|nil)$/i;
/** Values of these names have spaces in them: they go to the end of the line. */
const WHOLE_LINE = /(?:authorization|cookie)$/i;

/** Looks for the value of `name=value`, `name: value` or `"name": "value"` at the place of the sign between them. */
export function assignmentAt(text: string, sign: number, isSecretName: (name: string) => boolean): Hit | undefined {
  let nameEnd = sign;
  // `"name" :`, `\"name\":`
  while (nameEnd > 0 && sign - nameEnd < 4 && isAround(text.charCodeAt(nameEnd - 1))) nameEnd -= 1;
  let nameStart = nameEnd;
  while (nameStart > 0 && nameEnd - nameStart < MAX_NAME && isName(text.charCodeAt(nameStart - 1))) nameStart -= 1;
  // Times have colons, too, and are no names.
  if (nameEnd - nameStart < 3 || !isLetter(text.charCodeAt(nameStart))) return undefined;
  const name = text.slice(nameStart, nameEnd);
  return isSecretName(name) ? valueAfter(text, sign + 1, name) : undefined;
}

function valueAfter(text: string, from: number, name: string): Hit | undefined {
  let start = from;
  // `=>`, `: `, `= "`
  while (start < text.length && start - from < 4 && (isSpace(text.charCodeAt(start)) || text[start] === '>'))
    start += 1;
  let quote = '';
  if (text[start] === '\\' && isQuote(text.charCodeAt(start + 1))) quote = text.slice(start, start + 2);
  else if (isQuote(text.charCodeAt(start))) quote = text[start] ?? '';
  start += quote.length;
  const end = quote === '' ? bareEnd(text, start, name) : quotedEnd(text, start, quote);
  if (end <= start || (quote === '' && HARMLESS.test(text.slice(start, end)))) return undefined;
  return { start, end, cause: 'assignment' };
}

function quotedEnd(text: string, start: number, quote: string): number {
  let close = text.indexOf(quote, start);
  // An escaped quote does not close, unless the quotes are escaped themselves.
  while (quote.length === 1 && close !== -1 && text[close - 1] === '\\' && text[close - 2] !== '\\') {
    close = text.indexOf(quote, close + 1);
  }
  return close === -1 ? text.length : close;
}

function bareEnd(text: string, start: number, name: string): number {
  const isWholeLine = WHOLE_LINE.test(name);
  let index = start;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (isWholeLine ? code === 10 || code === 13 || code === 34 : endsBare(code)) break;
    index += 1;
  }
  return index;
}

/** White space, quotes, and `,` `;` `&` `)` `]` `}` `<` `>`. */
function endsBare(code: number): boolean {
  switch (code) {
    case 34:
    case 38:
    case 39:
    case 41:
    case 44:
    case 59:
    case 60:
    case 62:
    case 93:
    case 125:
      return true;
    default:
      return code <= 32;
  }
}

function isName(code: number): boolean {
  return isAlphanumeric(code) || code === 95 || code === 45 || code === 46;
}

/** Quotes, backslashes and spaces between a name and its sign. */
function isAround(code: number): boolean {
  return isQuote(code) || code === 92 || code === 32;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

function isLetter(code: number): boolean {
  return isAlphanumeric(code) && code > 57;
}
