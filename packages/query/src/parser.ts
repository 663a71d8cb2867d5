import type { FieldPath, FilterNode, PipeNode } from './ast.ts';
import { allOf, anyOf, noneOf } from './combine-filters.ts';
import { type FieldName, Lexer, type Word } from './lexer.ts';
import { parsePipes } from './parse-pipes.ts';
import {
  anyOfField,
  between,
  butNot,
  differentFrom,
  equalTo,
  type OrderOperator,
  ordered,
  type RangeEnd,
} from './parse-value.ts';
import { compileRegex } from './regex.ts';
import { resolveField } from './resolve-field.ts';
import { SyntaxProblem } from './syntax-error.ts';

/** Longest text that is parsed; a longer one is searched as it stands. */
export const MAX_QUERY_LENGTH = 10_000;
/** Deepest nesting of brackets. */
export const MAX_QUERY_DEPTH = 50;

const OPERATOR = /:(?!\s|$)|\s*(?:!=|>=|<=|=|>|<)\s*/y;
const IN_LIST = /\s+(not\s+)?in\s*(?=\()/iy;
const MINUS = /-(?=[^\s\-)|])/y;
/** In a list of values `-5` is a number. */
const MINUS_IN_LIST = /-(?=[^\s\-)|\d])/y;
const RANGE = /[[{]\s*/y;

interface Parsed {
  readonly filter: FilterNode;
  readonly pipes: readonly PipeNode[];
}

/** Parses a query by recursive descent; throws a `SyntaxProblem` for the first thing that is wrong. */
export function parseText(text: string, now: number, lexer: Lexer = new Lexer(text)): Parsed {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new SyntaxProblem(`The query is longer than ${MAX_QUERY_LENGTH} characters.`, MAX_QUERY_LENGTH, text.length);
  }
  return new Parser(lexer, now).parse();
}

class Parser {
  readonly #lexer: Lexer;
  readonly #now: number;
  #depth = 0;
  #inList = false;
  /** A name that no operator follows: one that begins later in it has none either. */
  #bareName = { from: 0, to: 0 };

  constructor(lexer: Lexer, now: number) {
    this.#lexer = lexer;
    this.#now = now;
  }

  parse(): Parsed {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const filter: FilterNode =
      lexer.atEnd || this.#atPipe() ? { type: 'everything' } : this.#either(() => this.#term());
    lexer.skipSpace();
    if (lexer.at(')')) throw new SyntaxProblem("This ')' closes nothing.", lexer.position, lexer.position + 1);
    return { filter, pipes: parsePipes(lexer) };
  }

  /** `a OR b`; binds weakest. */
  #either(term: () => FilterNode, join: (filters: readonly FilterNode[]) => FilterNode = anyOf): FilterNode {
    const filters = [this.#both(term)];
    for (;;) {
      this.#lexer.skipSpace();
      if (!this.#lexer.takeKeyword('OR') && !this.#lexer.take('||')) break;
      filters.push(this.#both(term));
    }
    return filters.length === 1 && filters[0] !== undefined ? filters[0] : join(filters);
  }

  /** `a AND b`, or just `a b`. */
  #both(term: () => FilterNode): FilterNode {
    const filters = [this.#signed(term)];
    for (;;) {
      const lexer = this.#lexer;
      lexer.skipSpace();
      const joined = lexer.takeKeyword('AND') || lexer.take('&&');
      if (!joined && (lexer.atEnd || lexer.at(')') || lexer.at(',') || this.#atPipe() || this.#atOr())) break;
      filters.push(this.#signed(term));
    }
    return allOf(filters);
  }

  /** `NOT a`, `-a`. */
  #signed(term: () => FilterNode): FilterNode {
    const lexer = this.#lexer;
    let negated = false;
    for (;;) {
      lexer.skipSpace();
      if (!lexer.takeKeyword('NOT') && lexer.match(this.#inList ? MINUS_IN_LIST : MINUS) === undefined) break;
      negated = !negated;
    }
    if (lexer.atEnd) throw this.#expected('a filter', lexer.position);
    const filter = term();
    return negated ? noneOf(filter) : filter;
  }

  #term(): FilterNode {
    const lexer = this.#lexer;
    if (lexer.at('(')) return this.#group(() => this.#either(() => this.#term()));
    const start = lexer.position;
    const isBare = start >= this.#bareName.from && start < this.#bareName.to;
    const name = isBare ? undefined : lexer.takeFieldName();
    if (name !== undefined) {
      const filter = this.#fieldFilter(name);
      if (filter !== undefined) return filter;
      lexer.position = start;
      this.#bareName = { from: start, to: name.to };
    }
    return this.#textFilter();
  }

  #group(inner: () => FilterNode): FilterNode {
    const lexer = this.#lexer;
    const start = lexer.position;
    lexer.take('(');
    this.#depth += 1;
    if (this.#depth > MAX_QUERY_DEPTH) throw new SyntaxProblem('The brackets are nested too deeply.', start, start + 1);
    const filter = inner();
    this.#depth -= 1;
    lexer.skipSpace();
    if (!lexer.take(')')) throw new SyntaxProblem("This '(' is not closed.", start, start + 1);
    return filter;
  }

  /** A bare word, phrase or regular expression: it is about the message. */
  #textFilter(): FilterNode {
    const lexer = this.#lexer;
    const regex = this.#regex();
    if (regex !== undefined) return { type: 'text-regex', ...regex };
    const word = lexer.takeQuoted() ?? lexer.takeWord();
    if (word === undefined) throw this.#expected('a filter', lexer.position);
    if (!word.quoted && isKeyword(word.text)) {
      throw new SyntaxProblem(
        `${word.text} stands between two filters; quote it to search for it.`,
        word.from,
        word.to,
      );
    }
    if (word.wild) {
      return /^\*+$/.test(word.pattern) ? { type: 'everything' } : { type: 'text-wildcard', pattern: word.pattern };
    }
    return word.text === '' ? { type: 'everything' } : { type: 'text', text: word.text };
  }

  /** What follows a field's name; `undefined` if the name turns out to be a word of the text. */
  #fieldFilter(name: FieldName): FilterNode | undefined {
    const lexer = this.#lexer;
    const field = resolveField(name.segments);
    const list = lexer.match(IN_LIST);
    if (list !== undefined) {
      const filter = this.#list(field);
      return list[1] === undefined ? filter : butNot(field, filter);
    }
    const operator = lexer.match(OPERATOR)?.[0].trim();
    if (operator === undefined || (operator === ':' && lexer.at('//'))) return undefined;
    switch (operator) {
      case ':':
      case '=':
        return this.#equality(field, operator);
      case '!=': {
        if (lexer.at('(')) return butNot(field, this.#list(field));
        const special = this.#special(field);
        return special === undefined ? differentFrom(field, this.#value(operator), this.#now) : butNot(field, special);
      }
      default:
        return ordered(field, operator as OrderOperator, this.#value(operator), this.#now);
    }
  }

  #equality(field: FieldPath, operator: ':' | '='): FilterNode {
    const lexer = this.#lexer;
    if (lexer.at('(')) return this.#list(field, operator);
    const order = operator === ':' ? lexer.match(/[<>]=?/y)?.[0] : undefined;
    if (order !== undefined) return ordered(field, order as OrderOperator, this.#value(order), this.#now);
    return this.#special(field) ?? this.#equalTo(field, operator, this.#value(operator));
  }

  /** `message:word` looks for the word in the message, as the bare word does; `message=word` compares the whole. */
  #equalTo(field: FieldPath, operator: ':' | '=', word: Word): FilterNode {
    if (operator === ':' && field.length === 1 && field[0] === 'message' && !word.wild && word.text !== '') {
      return { type: 'text', text: word.text };
    }
    return equalTo(field, word, this.#now);
  }

  /** A range or a regular expression. */
  #special(field: FieldPath): FilterNode | undefined {
    const range = this.#range(field);
    if (range !== undefined) return range;
    const regex = this.#regex();
    return regex === undefined ? undefined : { type: 'regex', field, ...regex };
  }

  /** `(a OR b)`, `(a, b)`, `(a* AND NOT b)`: values of one field. */
  #list(field: FieldPath, operator: ':' | '=' = '='): FilterNode {
    const value = (): FilterNode => {
      if (this.#lexer.at('(')) return this.#group(whole);
      return this.#special(field) ?? this.#equalTo(field, operator, this.#value('('));
    };
    const join = (filters: readonly FilterNode[]): FilterNode => anyOfField(field, filters);
    const whole = (): FilterNode => {
      const filters = [this.#either(value, join)];
      for (;;) {
        this.#lexer.skipSpace();
        if (!this.#lexer.take(',')) break;
        filters.push(this.#either(value, join));
      }
      return filters.length === 1 && filters[0] !== undefined ? filters[0] : join(filters);
    };
    this.#inList = true;
    const filter = this.#group(whole);
    this.#inList = false;
    return filter;
  }

  #range(field: FieldPath): FilterNode | undefined {
    const lexer = this.#lexer;
    const start = lexer.position;
    const open = lexer.match(RANGE)?.[0];
    if (open === undefined) return undefined;
    const low = lexer.takeQuoted() ?? lexer.takeWord(/[\]}]/);
    if (low !== undefined) lexer.skipSpace();
    if (low === undefined || !lexer.takeKeyword('TO')) {
      lexer.position = start;
      return undefined;
    }
    lexer.skipSpace();
    const high = this.#rangeWord();
    lexer.skipSpace();
    const close = lexer.match(/[\]}]/y)?.[0];
    if (close === undefined) throw new SyntaxProblem('The range is not closed with ] or }.', start, lexer.position);
    return between(field, rangeEnd(low, open.startsWith('[')), rangeEnd(high, close === ']'), this.#now);
  }

  #rangeWord(): Word {
    const word = this.#lexer.takeQuoted() ?? this.#lexer.takeWord(/[\]}]/);
    if (word === undefined) throw this.#expected('the end of a range', this.#lexer.position);
    return word;
  }

  #regex(): { readonly pattern: string; readonly ignoreCase: boolean } | undefined {
    const literal = this.#lexer.takeRegex();
    if (literal === undefined) return undefined;
    const compiled = compileRegex(literal.pattern, literal.ignoreCase);
    if (!compiled.ok) throw new SyntaxProblem(compiled.message, literal.from, literal.to);
    return { pattern: literal.pattern, ignoreCase: literal.ignoreCase };
  }

  #value(after: string): Word {
    const lexer = this.#lexer;
    const word = lexer.takeQuoted() ?? lexer.takeWord(after === '(' ? /,/ : undefined);
    if (word === undefined) throw this.#expected(`a value after '${after}'`, lexer.position);
    return word;
  }

  #atPipe(): boolean {
    return this.#lexer.at('|') && !this.#lexer.at('||');
  }

  #atOr(): boolean {
    const start = this.#lexer.position;
    const found = this.#lexer.takeKeyword('OR') || this.#lexer.at('||');
    this.#lexer.position = start;
    return found;
  }

  #expected(what: string, at: number): SyntaxProblem {
    const found = this.#lexer.text[at];
    const message = found === undefined ? `Expected ${what}, but the query ends.` : `Expected ${what}, not '${found}'.`;
    return new SyntaxProblem(message, at, at + 1);
  }
}

function rangeEnd(word: Word, inclusive: boolean): RangeEnd {
  return word.text === '*' && !word.quoted && word.wild ? { inclusive } : { word, inclusive };
}

function isKeyword(text: string): boolean {
  return text === 'AND' || text === 'OR' || text === 'NOT';
}
