import type { WireRecord } from '@tailrace/core';
import { foldCase, readNumeral, weightOf } from '@tailrace/query';
import { type ColumnChoice, columnName, MAX_CELL } from './columns.ts';
import { everyField, type FieldPlan } from './field-plan.ts';
import { innerJson, isUsual, laterText } from './json-text.ts';
import { MAPPED_INTEGERS, MAPPED_TEXTS, WEIGHT_FIELD } from './mapped-fields.ts';
import { searchedMessage } from './message-words.ts';
import { sortableNumber } from './sortable-number.ts';
import { beginningToken, GENUINE, isMarked, MAX_TEXT, SPELLED, textToken } from './token.ts';

/** Tokens of one record at the most; one with more is looked at itself, whatever is asked. */
const MAX_TOKENS = 4000;
/** Longer keywords are left out of their index. */
const MAX_KEYWORD = 8000;
/** What case changes in a text, or might. */
// oxlint-disable-next-line no-control-regex -- all of ASCII but its capitals
const MAY_FOLD = /[^\0-@[-~]/;

/**
 * Writes what a record is found by, as JSON without the brace at its end: `whole` (whether the tokens say everything that
 * filters ask), `weight`, the words in `text`, the tokens in `keys`, and the columns in `groups` and `numbers`.
 *
 * Written piece by piece in one go through the record: objects that are made to be written would take most of the time
 * of an append.
 */
export function writeFindings(record: WireRecord, choice: ColumnChoice): string {
  const text = innerJson(searchedMessage(record.message));
  const writer = new FindingsWriter(choice);
  if (!writer.say(record)) return `{"text":"${text}"`;
  const { keys, groups, numbers } = writer;
  return `{"whole":true,"weight":${weightOf(record)},"text":"${text}","keys":[${keys}],"groups":{${groups}},"numbers":{${numbers}}`;
}

type Attributes = Readonly<Record<string, unknown>>;

function hasNested(attributes: Attributes, segments: readonly string[]): boolean {
  let value: unknown = attributes;
  for (const segment of segments) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, segment))
      return false;
    value = (value as Attributes)[segment];
  }
  return value !== null && value !== undefined;
}

/** Says one thing of a record's fields for each that a filter may ask. */
class FindingsWriter {
  readonly #choice: ColumnChoice;
  #tokens = 0;
  keys = '';
  groups = '';
  numbers = '';

  constructor(choice: ColumnChoice) {
    this.#choice = choice;
  }

  /** False where there is too much to say, or a name or a text that could be taken for another. */
  say(record: WireRecord): boolean {
    for (const [name, value] of Object.entries(record)) {
      if (MAPPED_TEXTS.has(name)) {
        if (typeof value === 'string' && value.length > MAX_KEYWORD) return false;
        if (!this.#sayChanged(everyField.within(name), value)) return false;
      } else if (!MAPPED_INTEGERS.has(name) && name !== WEIGHT_FIELD) {
        if (!this.#visit(everyField.within(name), value)) return false;
      }
    }
    const { attributes } = record;
    if (attributes !== undefined)
      for (const name of Object.keys(attributes)) if (name.includes('.')) this.#placeDotted(attributes, name);
    return true;
  }

  #visit(plan: FieldPlan, value: unknown): boolean {
    if (value === null || value === undefined) return true;
    if (plan.key === undefined || this.#tokens > MAX_TOKENS) return false;
    if (plan.isSilent) {
      // Every record has the others.
      if (plan.path.length > 1) this.#add(plan.exists);
      return plan.path[0] !== 'id' || this.#sayChanged(plan, value);
    }
    if (typeof value !== 'object') return this.#sayValue(plan, value, plan.column !== undefined);
    this.#add(plan.exists);
    if (Array.isArray(value)) return this.#sayElements(plan, value);
    for (const [name, inner] of Object.entries(value)) if (!this.#visit(plan.within(name), inner)) return false;
    return true;
  }

  #sayElements(plan: FieldPlan, values: readonly unknown[]): boolean {
    const [before, tokens] = [this.keys, this.#tokens];
    const said = new Set<string>();
    let isWhole = true;
    for (const value of values) {
      this.keys = '';
      isWhole &&= this.#sayValue(plan, value, false);
      if (this.keys !== '') said.add(this.keys);
    }
    this.keys = [before, ...said].filter((keys) => keys !== '').join(',');
    this.#tokens = tokens + said.size;
    return isWhole;
  }

  #sayValue(plan: FieldPlan, value: unknown, hasColumn: boolean): boolean {
    switch (typeof value) {
      case 'string':
        return this.#sayText(plan, value, hasColumn);
      case 'number':
        this.#add(plan.number, sortableNumber(value), `${GENUINE}"`);
        if (Number.isSafeInteger(value)) this.#add(plan.digits, `${value}"`);
        if (hasColumn && this.#hasColumn(plan)) this.#addNumber(plan.cell, value);
        return true;
      case 'boolean':
        this.#add(plan.boolean, value ? 'true"' : 'false"');
        if (hasColumn && this.#hasColumn(plan)) this.#addGroup(plan.cell, value ? 'true' : 'false');
        return true;
      default:
        return true;
    }
  }

  #sayText(plan: FieldPlan, text: string, hasColumn: boolean): boolean {
    const usual = isUsual(text);
    const folded = usual ? text.toLowerCase() : foldCase(text);
    if (!usual && isMarked(folded)) return false;
    if (folded.length <= MAX_TEXT) {
      this.#add(plan.text, usual ? folded : innerJson(folded), '"');
    } else {
      this.#add(laterText(textToken(plan.key ?? '', folded)), '"');
      this.#add(laterText(beginningToken(plan.key ?? '', folded)), '"');
    }
    const number = readNumeral(text);
    if (number !== undefined) this.#add(plan.number, sortableNumber(number), `${SPELLED}"`);
    if (hasColumn) this.#placeText(plan, text, number);
    return true;
  }

  /**
   * Some fields have an index of their own, which knows case: tokens are needed for a text that case changes, and for
   * one that spells a number.
   */
  #sayChanged(plan: FieldPlan, text: unknown): boolean {
    if (typeof text !== 'string') return text === null || text === undefined;
    if (MAY_FOLD.test(text)) {
      const folded = foldCase(text);
      if (folded !== text) return this.#sayText(plan, text, false);
      if (isMarked(folded)) return false;
    }
    const number = readNumeral(text);
    if (number !== undefined) this.#add(plan.number, sortableNumber(number), `${SPELLED}"`);
    return true;
  }

  #placeText(plan: FieldPlan, text: string, number: number | undefined): void {
    if (text.length > MAX_CELL) {
      this.#add(plan.uncolumned);
    } else if (this.#hasColumn(plan)) {
      this.#addGroup(plan.cell, innerJson(text));
      if (number !== undefined) this.#addNumber(plan.cell, number);
    }
  }

  /** As every executor reads it: a name with dots stands in for what is not nested. */
  #placeDotted(attributes: Attributes, name: string): void {
    const segments = name.split('.');
    if (columnName(['attributes', ...segments]) === undefined || hasNested(attributes, segments)) return;
    const plan = segments.reduce((within, segment) => within.within(segment), everyField.within('attributes'));
    const value = attributes[name];
    if (typeof value === 'string') this.#placeText(plan, value, readNumeral(value));
    else if (typeof value === 'number' && this.#hasColumn(plan)) this.#addNumber(plan.cell, value);
    else if (typeof value === 'boolean' && this.#hasColumn(plan)) this.#addGroup(plan.cell, String(value));
  }

  /** A record says itself which of its values are not in columns. */
  #hasColumn(plan: FieldPlan): boolean {
    if (this.#choice.has(plan.column as string)) return true;
    this.#add(plan.uncolumned);
    return false;
  }

  #add(beginning: string, middle = '', end = ''): void {
    this.#tokens += 1;
    this.keys += (this.keys === '' ? beginning.slice(1) : beginning) + middle + end;
  }

  #addGroup(cell: string, text: string): void {
    this.groups += `${this.groups === '' ? cell.slice(1) : cell}"${text}"`;
  }

  #addNumber(cell: string, value: number): void {
    this.numbers += (this.numbers === '' ? cell.slice(1) : cell) + value;
  }
}
