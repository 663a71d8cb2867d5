import type { FieldPath, FilterNode, Value } from './ast.ts';
import { knownSeverity, sameLevelWords, wordOfSeverity } from './level-words.ts';
import { readExactNumeral, readNumeral } from './numeral.ts';
import { printField, quoted } from './resolve-field.ts';
import { parseByteSize, parseDuration } from './units.ts';

type Node<T extends FilterNode['type']> = Extract<FilterNode, { type: T }>;

const PLAIN_WORD = /^[\p{L}\p{N}_@$][\p{L}\p{N}_@$.#%+~-]*$/u;
const PLAIN_VALUE = /^[\p{L}\p{N}_@$.#%+~][\p{L}\p{N}_@$.#%+~:/-]*$/u;
const RESERVED = /^(?:AND|OR|NOT|TO|in|not)$/i;
const NOTHING = '-*';

/** Writes a filter so that parsing it gives the same filter again. */
export function printFilter(filter: FilterNode): string {
  switch (filter.type) {
    case 'everything':
      return '*';
    case 'and':
      return filter.filters.length === 0 ? '*' : filter.filters.map(inBrackets).join(' ');
    case 'or':
      return filter.filters.length === 0 ? NOTHING : filter.filters.map(inBrackets).join(' OR ');
    case 'not':
      return printNot(filter.filter);
    case 'text':
      return printText(filter.text);
    case 'text-wildcard':
      return printPattern(filter.pattern);
    case 'text-regex':
      return printRegex(filter);
    case 'severity':
      return printSeverity(filter);
    case 'compare':
      return printCompare(filter);
    case 'wildcard':
      return `${printField(filter.field)}:${printPattern(filter.pattern)}`;
    case 'regex':
      return `${printField(filter.field)}:${printRegex(filter)}`;
    case 'exists':
      return `${printField(filter.field)}:*`;
    case 'in':
      return printIn(filter);
    default:
      return printRange(filter);
  }
}

/** Writes a value as `field:value` reads it: in quotes where it would be read as something else. */
export function printValue(field: FieldPath, value: Value): string {
  if (typeof value !== 'string') return Number.isNaN(value) ? quoted('NaN') : String(value);
  if (isTime(field)) return value;
  const isLiteral = ['true', 'false', 'null'].includes(value) || readExactNumeral(value) !== undefined;
  const isLevelWord = isLevel(field) && sameLevelWords(value).length > 1;
  return isLiteral || isLevelWord || !isPlainValue(value) ? quoted(value) : value;
}

function inBrackets(filter: FilterNode): string {
  const text = printFilter(filter);
  const joined = (filter.type === 'and' || filter.type === 'or') && filter.filters.length > 1;
  return joined ? `(${text})` : text;
}

function printNot(filter: FilterNode): string {
  const text = inBrackets(filter);
  return text.startsWith('-') ? `-(${text})` : `-${text}`;
}

function printText(text: string): string {
  if (text === '') return '*';
  return PLAIN_WORD.test(text) && !RESERVED.test(text) ? text : quoted(text);
}

/** Stars stay, what is special elsewhere gets a backslash. */
function printPattern(pattern: string): string {
  return pattern.replace(/\\[\\*]|[\s:()"|[\]{},=<>!]|^[/-]/g, (found) =>
    found.startsWith('\\') ? found : `\\${found}`,
  );
}

function printRegex({ pattern, ignoreCase }: { readonly pattern: string; readonly ignoreCase: boolean }): string {
  const source = pattern === '' ? '(?:)' : pattern;
  const escaped = source.replace(/\\[\s\S]|\//g, (found) => (found === '/' ? '\\/' : found));
  return `/${escaped}/${ignoreCase ? 'i' : ''}`;
}

function printSeverity({ operator, severity }: Node<'severity'>): string {
  const word = operator === '=' || operator === '!=' ? undefined : wordOfSeverity(severity);
  return word === undefined ? `severity${operator}${severity}` : `level${operator}${word}`;
}

function printCompare({ field, operator, value }: Node<'compare'>): string {
  const name = printField(field);
  if (operator === '=') return `${name}${equalSign(field)}${printValue(field, value)}`;
  if (operator === '!=') return `${name}!=${printValue(field, value)}`;
  if (value === null || typeof value === 'boolean') return NOTHING;
  return `${name}${operator}${printOrdered(field, value)}`;
}

function printIn({ field, values }: Node<'in'>): string {
  if (values.length === 0) return NOTHING;
  const [first] = values;
  const words = isLevel(field) && typeof first === 'string' ? sameLevelWords(first) : [];
  if (words.length > 1 && words.length === values.length && words.every((word, index) => word === values[index])) {
    return `${printField(field)}:${words[0]}`;
  }
  const list = values.map((value) => printValue(field, value)).join(' OR ');
  return `${printField(field)}${equalSign(field)}(${list})`;
}

function printRange({ field, from, to, fromInclusive, toInclusive }: Node<'range'>): string {
  const name = printField(field);
  if (from === null && to === null) return `${name}:*`;
  const [low, high] = [from, to].map((end) => (end === null ? '*' : printOrdered(field, end)));
  return `${name}:${fromInclusive ? '[' : '{'}${low} TO ${high}${toInclusive ? ']' : '}'}`;
}

/** Writes a value as an order reads it, where more words are numbers than in an equality. */
function printOrdered(field: FieldPath, value: Value): string {
  if (typeof value !== 'string' || isTime(field)) return String(value);
  const isNumber = [readNumeral, parseDuration, parseByteSize].some((read) => read(value) !== undefined);
  const isWord = isLevel(field) || (field[0] === 'severity' && knownSeverity(value) !== undefined);
  return isNumber || isWord || !isPlainValue(value) ? quoted(value) : value;
}

/** `message:word` looks inside the message, so its equality is written with `=`. */
function equalSign(field: FieldPath): ':' | '=' {
  return field.length === 1 && field[0] === 'message' ? '=' : ':';
}

function isPlainValue(value: string): boolean {
  return PLAIN_VALUE.test(value) && !RESERVED.test(value);
}

function isTime(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'timestamp';
}

function isLevel(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'level';
}
