import type { WireRecord } from '@tailrace/core';
import { compilePredicate, type FieldPath, type FilterNode, type Value } from '@tailrace/query';
import { literalOf, literalOfRegex, literalOfWildcard } from './literals.ts';
import { Needle, substitutesOf } from './needle.ts';
import { mayHoldNumber } from './number-test.ts';
import type { KnownLevel } from './own-line.ts';

/** What a line's bytes tell of a filter: it holds, it does not, or only parsing the line tells. */
type Verdict = boolean | undefined;

type Test = (start: number, end: number, level: KnownLevel) => Verdict;

/** Fields whose values are not read from the line alone: they have a default, or reading adds them. */
export interface AddedFields {
  /** Names at the top of a record that reading fills in where a line has none. */
  readonly fields: readonly string[];
  /** Names of attributes that reading sets. */
  readonly attributes: readonly string[];
}

const DEFAULTED = new Set(['kind', 'sample_rate']);

/**
 * Tells from the bytes of a line of our own whether a filter may hold for its record.
 *
 * What it passes is parsed and asked properly; what it does not pass is surely not wanted. So it only has to be right
 * in saying no, and says it from text that the record must hold and from the level at the line's beginning.
 */
export class LineTest {
  readonly #needles = new Map<string, Needle>();
  readonly #added: AddedFields;
  readonly #test: Test;
  #headTests = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(filter: FilterNode, added: AddedFields) {
    this.#added = added;
    this.#test = this.#compile(filter);
  }

  /** Takes the next block of lines. */
  begin(bytes: Buffer): void {
    this.#bytes = bytes;
    for (const needle of this.#needles.values()) needle.begin(bytes);
  }

  /** Whether the line may be wanted. Lines are asked about in their order. */
  mayMatch(start: number, end: number, level: KnownLevel): boolean {
    return this.#test(start, end, level) !== false;
  }

  #compile(filter: FilterNode): Test {
    switch (filter.type) {
      case 'everything':
        return () => true;
      case 'and':
        return all(filter.filters.map((one) => this.#compile(one)));
      case 'or': {
        const none = all(filter.filters.map((one) => opposite(this.#compile(one))));
        return opposite(none);
      }
      case 'not':
        return opposite(this.#compile(filter.filter));
      case 'text':
        return this.#holds(literalOf(filter.text));
      case 'text-wildcard':
        return this.#holds(literalOfWildcard(filter.pattern));
      case 'text-regex':
        return this.#holds(literalOfRegex(filter.pattern, filter.ignoreCase));
      case 'severity':
        return this.#ofHead(filter);
      default:
        return this.#ofField(filter);
    }
  }

  #ofField(filter: Extract<FilterNode, { field: FieldPath }>): Test {
    const { field } = filter;
    const [root = '', first] = field;
    if (field.length === 1 && (root === 'level' || root === 'severity')) return this.#ofHead(filter);
    const isAdded = root === 'attributes' ? this.#added.attributes.includes(first ?? '') : DEFAULTED.has(root);
    // The whole of the attributes is there or not by what is added, too; times are written in more than one way.
    const isOpen = field.length === 1 && (root === 'attributes' || root === 'timestamp');
    if (isAdded || isOpen || this.#added.fields.includes(root)) return unknown;
    switch (filter.type) {
      case 'compare':
        if (filter.operator === '=') return this.#equals(field, filter.value);
        if (typeof filter.value === 'number' && filter.operator !== '!=') return this.#ofNumber(filter);
        return filter.value === null && filter.operator !== '!=' ? unknown : this.#isThere(field);
      case 'in': {
        const none = all(filter.values.map((value) => opposite(this.#equals(field, value))));
        return opposite(none);
      }
      case 'wildcard':
        return this.#holds(literalOfWildcard(filter.pattern));
      case 'regex':
        return this.#holds(literalOfRegex(filter.pattern, filter.ignoreCase));
      default:
        return this.#isThere(field);
    }
  }

  #equals([root]: FieldPath, value: Value): Test {
    if (value === null) return unknown;
    const text = String(value);
    // Numbers of many digits have more than one form.
    if (/^-?\d[\d.]*e/i.test(text)) return unknown;
    // A trace id may stand as a UUID, whose last twelve digits are together.
    const isTrace = root === 'trace_id' && text.length === 32;
    return this.#holds(literalOf(isTrace ? text.slice(-12) : text));
  }

  /** An order against a number is seen where an attribute's value is a number itself; numerals in texts are not. */
  #ofNumber(filter: Extract<FilterNode, { type: 'compare' }>): Test {
    const { field } = filter;
    const last = field.at(-1) ?? '';
    if (field[0] !== 'attributes' || field.length < 2 || !/^[\w.$@-]{1,64}$/.test(last)) return this.#isThere(field);
    const needle = this.#needleOf(`${last}"`);
    const escapes = this.#needleOf('\\u');
    const key = { needle, length: last.length + 1 };
    const matches = compilePredicate({ ...filter, field: ['attributes', 'n'] });
    const attributes = { n: 0 };
    const record = { attributes } as unknown as WireRecord;
    const passes = (number: number): boolean => {
      attributes.n = number;
      return matches(record);
    };
    return (start, end) => {
      if (escapes.within(start, end) || mayHoldNumber(this.#bytes, start, end, key, passes)) return undefined;
      return false;
    };
  }

  /** An attribute's last name is a key, or the end of one with dots in it. */
  #isThere(field: FieldPath): Test {
    const last = field.at(-1) ?? '';
    return field[0] === 'attributes' && field.length > 1 ? this.#holds(literalOf(last)) : unknown;
  }

  #ofHead(filter: FilterNode): Test {
    const number = this.#headTests;
    this.#headTests += 1;
    const matches = compilePredicate(filter);
    return (_start, _end, known) => {
      const { level, severity } = known;
      return (known.verdicts[number] ??= matches({ level, severity } as WireRecord));
    };
  }

  #holds(literal: string | undefined): Test {
    if (literal === undefined) return unknown;
    const needle = this.#needleOf(literal);
    const substitutes = substitutesOf(literal).map((text) => this.#needleOf(text));
    return (start, end) => {
      if (needle.within(start, end)) return undefined;
      for (const substitute of substitutes) if (substitute.within(start, end)) return undefined;
      return false;
    };
  }

  #needleOf(text: string): Needle {
    const known = this.#needles.get(text);
    if (known !== undefined) return known;
    const needle = new Needle(text);
    this.#needles.set(text, needle);
    return needle;
  }
}

const unknown: Test = () => undefined;

function all(tests: readonly Test[]): Test {
  return (start, end, level) => {
    let verdict: Verdict = true;
    for (const test of tests) {
      const one = test(start, end, level);
      if (one === false) return false;
      if (one === undefined) verdict = undefined;
    }
    return verdict;
  };
}

function opposite(test: Test): Test {
  return (start, end, level) => {
    const verdict = test(start, end, level);
    return verdict === undefined ? undefined : !verdict;
  };
}
