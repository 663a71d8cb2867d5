import { nearestName } from '@tailrace/core';
import type { Aggregate, FieldPath, GroupKey, PipeNode } from './ast.ts';
import {
  AGGREGATE_FUNCTIONS,
  aggregateName,
  groupName,
  isAggregateFunction,
  noColumn,
  PATTERN_COLUMNS,
  TIME_COLUMN,
} from './columns.ts';
import type { Lexer } from './lexer.ts';
import { resolveField } from './resolve-field.ts';
import { SyntaxProblem } from './syntax-error.ts';
import { parseDuration } from './units.ts';

/** Rows of a table at the most, and what `limit`, `top` and `patterns` take. */
export const MAX_PIPE_LIMIT = 10_000;
const MAX_PIPES = 20;
const DEFAULT_TOP = 10;
const DEFAULT_PATTERNS = 20;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const CALL = /([A-Za-z_][A-Za-z0-9_]*)\s*\(/y;
const DURATION_KEY = /(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d|w))+(?![\p{L}\p{N}_.@$-])/uy;

/** What can be asked of times. */
const OF_TIME: ReadonlySet<string> = new Set(['min', 'max', 'unique']);

/** The pipes that are no statistic, for completion and for words about a wrong name. */
export const PIPE_NAMES = ['stats', 'top', 'by', 'bin', 'sort', 'limit', 'fields', 'patterns'] as const;

/** Reads the pipes up to the query's end. */
export function parsePipes(lexer: Lexer): readonly PipeNode[] {
  return new PipeParser(lexer).parse();
}

class PipeParser {
  readonly #lexer: Lexer;
  readonly #pipes: PipeNode[] = [];
  /** The table's columns, once there is a table. */
  #columns: readonly string[] | undefined;
  /** What was there before the last statistic. */
  #columnsBeforeStats: readonly string[] | undefined;

  /** `fields` of records: it comes last wherever it was written, and a statistic makes it moot. */
  #shown: PipeNode | undefined;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  parse(): readonly PipeNode[] {
    const lexer = this.#lexer;
    lexer.skipSpace();
    while (lexer.take('|')) {
      lexer.skipSpace();
      if (this.#pipes.length >= MAX_PIPES) throw this.#problem(`There are more than ${MAX_PIPES} pipes.`);
      this.#pipe();
      lexer.skipSpace();
    }
    if (!lexer.atEnd) throw this.#problem(`Expected '|' or the end, not '${lexer.text[lexer.position]}'.`);
    return this.#shown === undefined ? this.#pipes : [...this.#pipes, this.#shown];
  }

  #pipe(): void {
    const lexer = this.#lexer;
    const from = lexer.position;
    const name = lexer.match(NAME)?.[0];
    if (name === undefined) throw this.#problem("Expected a pipe after '|', count for example.");
    const word = name.toLowerCase();
    if (isAggregateFunction(word)) {
      lexer.position = from;
      return this.#stats();
    }
    switch (word) {
      case 'stats':
        lexer.skipSpace();
        return this.#stats();
      case 'by':
      case 'bin':
        return this.#moreKeys(word);
      case 'top':
        return this.#top();
      case 'sort':
      case 'order':
        return this.#sort();
      case 'limit':
      case 'head':
        return this.#add({ type: 'limit', count: this.#number() });
      case 'fields':
        return this.#fields();
      case 'patterns':
        return this.#patterns(from);
      default:
        throw this.#unknownPipe(name, from);
    }
  }

  #add(pipe: PipeNode): void {
    this.#pipes.push(pipe);
  }

  #stats(): void {
    const lexer = this.#lexer;
    const from = lexer.position;
    const aggregates: Aggregate[] = [];
    do {
      lexer.skipSpace();
      aggregates.push(this.#aggregate());
      lexer.skipSpace();
    } while (lexer.take(','));
    const by = this.#takeWord('by') ? this.#keys() : [];
    this.#setStats(aggregates, by, from);
  }

  /** `| by service, 5m` and `| bin 5m`: more groups for the statistic before, or for a count. */
  #moreKeys(word: 'by' | 'bin'): void {
    const from = this.#lexer.position;
    const before = this.#pipes.at(-1);
    const extended = before?.type === 'stats' ? before : undefined;
    if (extended !== undefined) {
      this.#pipes.pop();
      this.#columns = this.#columnsBeforeStats;
    }
    const keys = word === 'by' ? this.#keys() : [this.#timeKey()];
    const count: Aggregate = { function: 'count', as: 'count' };
    this.#setStats(extended?.aggregates ?? [count], [...(extended?.by ?? []), ...keys], from);
  }

  #setStats(aggregates: readonly Aggregate[], by: readonly GroupKey[], from: number): void {
    this.#shown = undefined;
    const columns = [...by, ...aggregates].map(({ as }) => as);
    const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
    if (repeated !== undefined) {
      throw new SyntaxProblem(
        `Two columns would be called '${repeated}': name one with 'as'.`,
        from,
        this.#lexer.position,
      );
    }
    this.#add({ type: 'stats', aggregates, by });
    this.#columnsBeforeStats = this.#columns;
    this.#columns = columns;
  }

  #aggregate(): Aggregate {
    const lexer = this.#lexer;
    const from = lexer.position;
    const name = lexer.match(NAME)?.[0] ?? '';
    const word = name.toLowerCase();
    if (!isAggregateFunction(word)) {
      const known = Object.keys(AGGREGATE_FUNCTIONS);
      const message = name === '' ? 'Expected a statistic.' : `There is no statistic '${name}'.`;
      throw new SyntaxProblem(`${message} ${hintOf(name, known)}`, from, Math.max(lexer.position, from + 1));
    }
    if (word === 'rate' && this.#columns !== undefined)
      throw this.#problem('rate is of records, not of a table.', from);
    const field = this.#argument(word, from);
    const aggregate = { function: word, ...(field !== undefined && { field }) };
    return { ...aggregate, as: this.#as() ?? aggregateName(aggregate, this.#columns !== undefined) };
  }

  /** `(field)`, `()` or, for a function of a field, just the field. */
  #argument(name: keyof typeof AGGREGATE_FUNCTIONS, from: number): FieldPath | undefined {
    const lexer = this.#lexer;
    const { ofField } = AGGREGATE_FUNCTIONS[name];
    const start = lexer.position;
    lexer.skipSpace();
    const bracket = lexer.take('(');
    if (!bracket && !ofField) {
      lexer.position = start;
      return undefined;
    }
    lexer.skipSpace();
    if (!ofField) {
      if (!lexer.take(')')) throw new SyntaxProblem(`${name} takes no field.`, from, lexer.position + 1);
      return undefined;
    }
    if (lexer.atEnd || lexer.at(')') || lexer.at('|')) {
      throw new SyntaxProblem(`${name} needs a field: ${name}(duration_ms).`, from, lexer.position);
    }
    const field = this.#field();
    lexer.skipSpace();
    if (bracket && !lexer.take(')')) throw this.#problem("Expected ')'.");
    if (this.#columns === undefined && field[0] === 'timestamp' && !OF_TIME.has(name)) {
      throw this.#problem(`A time has no ${name}: there are min, max and unique.`, from);
    }
    return field;
  }

  #keys(): readonly GroupKey[] {
    const lexer = this.#lexer;
    const keys: GroupKey[] = [];
    do {
      lexer.skipSpace();
      keys.push(this.#key());
      lexer.skipSpace();
    } while (lexer.take(','));
    return keys;
  }

  #key(): GroupKey {
    const lexer = this.#lexer;
    const from = lexer.position;
    if (/\d/.test(lexer.text[from] ?? '')) return this.#timeKey();
    const call = lexer.match(CALL)?.[1]?.toLowerCase();
    if (call === 'bin') {
      const start = lexer.position;
      lexer.skipSpace();
      const name = lexer.takeFieldName();
      lexer.skipSpace();
      const named = name !== undefined && lexer.take(',');
      if (!named) lexer.position = start;
      else if (resolveField(name.segments)[0] !== 'timestamp') {
        throw new SyntaxProblem('bin is for the timestamp.', name.from, name.to);
      }
      lexer.skipSpace();
      const key = this.#timeKey(true);
      return key;
    }
    lexer.position = from;
    const field = this.#field();
    return { type: 'field', field, as: this.#as() ?? groupName(field, this.#columns !== undefined) };
  }

  #timeKey(inBrackets = false): GroupKey {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const from = lexer.position;
    const text = lexer.match(DURATION_KEY)?.[0];
    const intervalMillis = text === undefined ? undefined : parseDuration(text);
    if (intervalMillis === undefined || !Number.isInteger(intervalMillis) || intervalMillis < 1) {
      throw this.#problem('Expected a time interval of whole milliseconds: 30s, 5m, 1h.', from);
    }
    if (this.#columns !== undefined) throw this.#problem('A table cannot be grouped by time again.', from);
    if (inBrackets) {
      lexer.skipSpace();
      if (!lexer.take(')')) throw this.#problem("Expected ')'.");
    }
    return { type: 'time', intervalMillis, as: this.#as() ?? TIME_COLUMN };
  }

  #as(): string | undefined {
    const lexer = this.#lexer;
    const start = lexer.position;
    lexer.skipSpace();
    if (!this.#takeWord('as')) {
      lexer.position = start;
      return undefined;
    }
    lexer.skipSpace();
    const name = lexer.takeQuoted()?.text ?? lexer.match(NAME)?.[0];
    if (name === undefined || name === '') throw this.#problem("Expected a name after 'as'.");
    return name;
  }

  #top(): void {
    const from = this.#lexer.position;
    this.#lexer.skipSpace();
    const count = /\d/.test(this.#lexer.text[this.#lexer.position] ?? '') ? this.#number() : DEFAULT_TOP;
    this.#takeWord('by');
    this.#setStats([{ function: 'count', as: 'count' }], this.#keys(), from);
    this.#add({ type: 'limit', count });
  }

  #sort(): void {
    const lexer = this.#lexer;
    this.#takeWord('by');
    const keys: { name: FieldPath; descending: boolean }[] = [];
    do {
      lexer.skipSpace();
      const minus = lexer.take('-');
      const name = this.#field();
      const descending = this.#takeWord('desc');
      if (!descending) this.#takeWord('asc');
      keys.push({ name, descending: minus || descending });
      lexer.skipSpace();
    } while (lexer.take(','));
    this.#add({ type: 'sort', keys });
  }

  #fields(): void {
    const lexer = this.#lexer;
    const fields: FieldPath[] = [];
    const names: string[] = [];
    do {
      lexer.skipSpace();
      const field = this.#field();
      const name = groupName(field, this.#columns !== undefined);
      if (!names.includes(name)) {
        fields.push(field);
        names.push(name);
      }
      lexer.skipSpace();
    } while (lexer.take(','));
    if (this.#columns === undefined) {
      this.#shown = { type: 'fields', fields };
    } else {
      this.#add({ type: 'fields', fields });
      this.#columns = names;
    }
  }

  #patterns(from: number): void {
    if (this.#columns !== undefined) {
      throw new SyntaxProblem('patterns is of records: put it before the other pipes.', from, this.#lexer.position);
    }
    this.#lexer.skipSpace();
    const limit = /\d/.test(this.#lexer.text[this.#lexer.position] ?? '') ? this.#number() : DEFAULT_PATTERNS;
    this.#shown = undefined;
    this.#add({ type: 'patterns', limit });
    this.#columns = PATTERN_COLUMNS;
  }

  /** A field of records or, behind a statistic, a column. */
  #field(): FieldPath {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const from = lexer.position;
    if (this.#columns === undefined) {
      const name = lexer.takeFieldName();
      if (name === undefined) throw this.#problem('Expected a field.');
      return resolveField(name.segments);
    }
    const call = lexer.match(CALL)?.[1]?.toLowerCase();
    const name = lexer.takeFieldName();
    if (name === undefined) throw this.#problem('Expected a column.', from);
    if (call !== undefined) {
      lexer.skipSpace();
      if (!lexer.take(')')) throw this.#problem("Expected ')'.");
    }
    return [this.#column(name.segments, call, from)];
  }

  #column(segments: readonly string[], call: string | undefined, from: number): string {
    const columns = this.#columns ?? [];
    const written = segments.join('.');
    const resolved = groupName(resolveField(segments), false);
    const candidates = [written, resolved].map((name) => (call === undefined ? name : `${call}(${name})`));
    const found = candidates.find((name) => columns.includes(name));
    if (found !== undefined) return found;
    throw new SyntaxProblem(noColumn(candidates[0] ?? '', columns), from, this.#lexer.position);
  }

  #number(): number {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const from = lexer.position;
    const digits = lexer.match(/\d+(?![\p{L}\p{N}_.])/uy)?.[0];
    const value = Number(digits);
    if (digits === undefined || value < 1 || value > MAX_PIPE_LIMIT) {
      throw this.#problem(`Expected a number from 1 to ${MAX_PIPE_LIMIT}.`, from);
    }
    return value;
  }

  /** Reads a small word of the grammar, in any case, if it is next. */
  #takeWord(word: string): boolean {
    const lexer = this.#lexer;
    const start = lexer.position;
    lexer.skipSpace();
    if (lexer.match(NAME)?.[0].toLowerCase() === word) return true;
    lexer.position = start;
    return false;
  }

  #unknownPipe(name: string, from: number): SyntaxProblem {
    const known = [...PIPE_NAMES, ...Object.keys(AGGREGATE_FUNCTIONS)];
    return new SyntaxProblem(`There is no pipe '${name}'. ${hintOf(name, known)}`, from, from + name.length);
  }

  #problem(message: string, from: number = this.#lexer.position): SyntaxProblem {
    return new SyntaxProblem(message, from, Math.max(from + 1, this.#lexer.position));
  }
}

function hintOf(name: string, known: readonly string[]): string {
  const nearest = name === '' ? undefined : nearestName(name, known);
  return nearest === undefined ? `There are ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
}
