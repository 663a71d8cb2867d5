import { SEVERITY_OF_LEVEL } from '@tailrace/core';
import { completePipe } from './complete-pipe.ts';
import { type CompletionItem, type FieldHint, fieldsOf, named, type Place, ranked, span } from './completion-items.ts';
import { Lexer } from './lexer.ts';
import { printValue } from './print-filter.ts';
import { QUERY_FIELDS } from './query-fields.ts';
import { resolveField } from './resolve-field.ts';

export interface CompletionSource {
  /** Fields that records have, the most useful first; those of the wire schema are known anyway. */
  readonly fields?: readonly (string | FieldHint)[];
  /** Values by field name, beside those of the hints. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

const MAX_ITEMS = 50;
const MAX_TEXT = 4000;

const FIELD_VALUE =
  /^-?(?<name>[\p{L}_@$](?:[\p{L}\p{N}_@$.-]|"[^"]*")*|"[^"]*"(?:\.[^:=<>!]*)?)(?<operator>:[<>]=?|:|!=|>=|<=|=|>|<)(?<value>.*)$/su;
const LIST = /(?<name>[\p{L}_@$"][^\s()|]*?)(?::|=|!=|\s+(?:not\s+)?in\s*)\((?<list>[^()]*)$/iu;

/**
 * Answers what could stand at the cursor: fields, values, operators, pipes and functions, the likeliest first.
 *
 * Works on text that does not parse yet; never throws.
 *
 * @param cursor - Offset in UTF-16 units; what is behind it is left alone.
 */
export function complete(text: string, cursor: number, source: CompletionSource = {}): readonly CompletionItem[] {
  if (text.length > MAX_TEXT) return [];
  const end = Math.max(0, Math.min(cursor, text.length));
  const pipes = pipeStarts(text.slice(0, end));
  const start = pipes.at(-1) ?? 0;
  const place: Place = { text: text.slice(start, end), start, cursor: end, hints: hintsOf(source) };
  const items = pipes.length === 0 ? completeFilter(place) : completePipe(place, text.slice(0, start - 1));
  return items.slice(0, MAX_ITEMS);
}

/** Where the text behind each bar begins; bars in quotes and `||` are none. */
function pipeStarts(text: string): readonly number[] {
  const starts: number[] = [];
  let quote = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\') index += 1;
    else if (character === '"') quote = !quote;
    else if (character === '|' && !quote) {
      if (text[index + 1] === '|') index += 1;
      else starts.push(index + 1);
    }
  }
  return starts;
}

function completeFilter(place: Place): readonly CompletionItem[] {
  const list = LIST.exec(place.text.slice(-1000))?.groups;
  if (list !== undefined) {
    const typed = /(?:"[^"]*|[^\s,"]*)$/.exec(list['list'] ?? '')?.[0] ?? '';
    return valuesOf(place, list['name'] ?? '', typed);
  }
  const word = lastWord(place.text);
  const value = FIELD_VALUE.exec(word)?.groups;
  if (value !== undefined) return valuesOf(place, value['name'] ?? '', value['value'] ?? '', value['operator']);
  const typed = word.replace(/^[-(]+/, '');
  const before = place.text.slice(0, place.text.length - word.length).trim();
  const operators = before === '' || !/^[A-Z]*$/.test(typed) ? [] : keywords(place, typed);
  const isBare = typed === '' || /^[\p{L}_@$][\p{L}\p{N}_@$.-]*$/u.test(typed);
  return isBare ? [...fieldsOf(place, typed, ':'), ...operators] : operators;
}

/** The word at the end, quotes and their spaces being part of it. */
function lastWord(text: string): string {
  let start = 0;
  let quote = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '\\') index += 1;
    else if (character === '"') quote = !quote;
    else if (!quote && /[\s()]/.test(character)) start = index + 1;
  }
  return text.slice(start);
}

function valuesOf(place: Place, name: string, typed: string, operator = ':'): readonly CompletionItem[] {
  const field = fieldOf(name);
  if (field === undefined) return [];
  const isLevel = field.length === 1 && field[0] === 'level';
  const known = place.hints.filter((hint) => samePath(fieldOf(hint.name), field)).flatMap(({ values }) => values ?? []);
  const words = isLevel ? Object.keys(SEVERITY_OF_LEVEL).map((value) => ({ value })) : [];
  const values = new Map<string, number | undefined>();
  for (const { value, count } of [...known, ...words] as readonly { value: string; count?: number }[]) {
    if (!values.has(value)) values.set(value, count);
  }
  const prefix = typed.replace(/^"/, '').toLowerCase();
  const items = ranked([...values], prefix, ([value]) => value).map(
    ([value, count]): CompletionItem => ({
      insert: isLevel ? value : printValue(field, readable(value)),
      label: value,
      kind: 'value',
      detail: count === undefined ? '' : `in ${count} records`,
      ...span(place, typed),
    }),
  );
  const star: CompletionItem = { insert: '*', label: '*', kind: 'operator', detail: 'is there', ...span(place, typed) };
  return operator === ':' && typed === '' ? [...items, star] : items;
}

/** Numbers are offered as numbers, since their text says the same. */
function readable(value: string): string | number {
  return String(Number(value)) === value ? Number(value) : value;
}

function keywords(place: Place, typed: string): readonly CompletionItem[] {
  return named(place, typed, ['AND', 'OR', 'NOT'], 'operator');
}

function hintsOf({ fields = [], values = {} }: CompletionSource): readonly FieldHint[] {
  const given = fields.map((field): FieldHint => (typeof field === 'string' ? { name: field } : field));
  const wire = Object.entries(QUERY_FIELDS).map(([name, type]): FieldHint => ({ name, type }));
  const all = [...given, ...wire.filter(({ name }) => !given.some((hint) => hint.name === name))];
  return all.map((hint) => {
    const more = Object.hasOwn(values, hint.name) ? (values[hint.name] ?? []) : [];
    return { ...hint, values: [...(hint.values ?? []), ...more.map((value) => ({ value }))] };
  });
}

function fieldOf(name: string): readonly string[] | undefined {
  const lexer = new Lexer(name);
  const read = lexer.takeFieldName();
  return read === undefined || !lexer.atEnd ? undefined : resolveField(read.segments);
}

function samePath(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && a.every((segment, index) => segment === b[index]);
}
