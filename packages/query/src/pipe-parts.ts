import { nearestName } from '@tailrace/core';
import type { Aggregate, AggregateFunction, FieldPath, GroupKey } from './ast.ts';
import {
  AGGREGATE_NAMES,
  aggregateName,
  groupName,
  isOfField,
  noColumn,
  readAggregateFunction,
  TIME_COLUMN,
} from './columns.ts';
import type { Lexer } from './lexer.ts';
import { resolveField } from './resolve-field.ts';
import { SyntaxProblem } from './syntax-error.ts';
import { parseDuration } from './units.ts';

/** Rows of a table at the most, and what `limit`, `top` and `patterns` take. */
export const MAX_PIPE_LIMIT = 10_000;

/** A small word of the grammar of pipes. */
export const NAME: RegExp = /[A-Za-z_][A-Za-z0-9_]*/y;
const FUNCTION = /p\d+(?:\.\d+)?(?![A-Za-z0-9_])|[A-Za-z_][A-Za-z0-9_]*/iy;
const CALL = /([A-Za-z_][A-Za-z0-9_]*|p\d+\.\d+)\s*\(/iy;
const DURATION_KEY = /(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d|w))+(?![\p{L}\p{N}_.@$-])/uy;

/** What can be asked of times. */
const OF_TIME: ReadonlySet<string> = new Set(['min', 'max', 'unique']);

/** Reads the parts that pipes are made of: statistics, groups, fields or columns, numbers. */
export class PipeParts {
  /** The table's columns, once there is a table; fields are columns then. */
  columns: readonly string[] | undefined;
  /** What `fields … as` calls fields of records: the pipes behind it may say it so. */
  aliases: ReadonlyMap<string, FieldPath> = new Map();
  readonly #lexer: Lexer;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  aggregate(): Aggregate {
    const lexer = this.#lexer;
    const from = lexer.position;
    const name = lexer.match(FUNCTION)?.[0] ?? '';
    const word = readAggregateFunction(name);
    if (word === undefined) {
      const message = name === '' ? 'Expected a statistic.' : `There is no statistic '${name}'.`;
      const hint = /^p\d/i.test(name) ? 'Percentiles go from p0 to p100.' : hintOf(name, AGGREGATE_NAMES);
      throw new SyntaxProblem(`${message} ${hint}`, from, Math.max(lexer.position, from + 1));
    }
    if (word === 'rate' && this.columns !== undefined) throw this.problem('rate is of records, not of a table.', from);
    const field = this.#argument(word, from);
    const aggregate = { function: word, ...(field !== undefined && { field }) };
    return { ...aggregate, as: this.as() ?? aggregateName(aggregate, this.columns !== undefined) };
  }

  /** `(field)`, `()` or, for a function of a field, just the field. */
  #argument(name: AggregateFunction, from: number): FieldPath | undefined {
    const lexer = this.#lexer;
    const ofField = isOfField(name);
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
    const field = this.field();
    lexer.skipSpace();
    if (bracket && !lexer.take(')')) throw this.problem("Expected ')'.");
    if (this.columns === undefined && field[0] === 'timestamp' && !OF_TIME.has(name)) {
      throw this.problem(`A time has no ${name}: there are min, max and unique.`, from);
    }
    return field;
  }

  keys(): readonly GroupKey[] {
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
    if (/\d/.test(lexer.text[from] ?? '')) return this.timeKey();
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
      const key = this.timeKey(true);
      return key;
    }
    lexer.position = from;
    const field = this.field();
    const written = lexer.text.slice(from, lexer.position).trim();
    const alias = this.columns === undefined && this.aliases.has(written) ? written : undefined;
    return { type: 'field', field, as: this.as() ?? alias ?? groupName(field, this.columns !== undefined) };
  }

  timeKey(inBrackets = false): GroupKey {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const from = lexer.position;
    const text = lexer.match(DURATION_KEY)?.[0];
    const intervalMillis = text === undefined ? undefined : parseDuration(text);
    if (intervalMillis === undefined || !Number.isInteger(intervalMillis) || intervalMillis < 1) {
      throw this.problem('Expected a time interval of whole milliseconds: 30s, 5m, 1h.', from);
    }
    if (this.columns !== undefined) throw this.problem('A table cannot be grouped by time again.', from);
    if (inBrackets) {
      lexer.skipSpace();
      if (!lexer.take(')')) throw this.problem("Expected ')'.");
    }
    return { type: 'time', intervalMillis, as: this.as() ?? TIME_COLUMN };
  }

  /** `as name`, if it is next. */
  as(): string | undefined {
    const lexer = this.#lexer;
    const start = lexer.position;
    lexer.skipSpace();
    if (!this.takeWord('as')) {
      lexer.position = start;
      return undefined;
    }
    return this.newName();
  }

  /** The name that a column gets. */
  newName(): string {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const name = lexer.takeQuoted()?.text ?? lexer.match(NAME)?.[0];
    if (name === undefined || name === '') throw this.problem("Expected a name after 'as'.");
    return name;
  }

  /** A field of records or, behind a statistic, a column. */
  field(): FieldPath {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const from = lexer.position;
    if (this.columns === undefined) {
      const name = lexer.takeFieldName();
      if (name === undefined) throw this.problem('Expected a field.');
      return this.aliases.get(name.segments.join('.')) ?? resolveField(name.segments);
    }
    const written = lexer.match(CALL)?.[1];
    const call = written && (readAggregateFunction(written) ?? written.toLowerCase());
    const name = lexer.takeFieldName();
    if (name === undefined) throw this.problem('Expected a column.', from);
    if (call !== undefined) {
      lexer.skipSpace();
      if (!lexer.take(')')) throw this.problem("Expected ')'.");
    }
    return [this.#column(name.segments, call, from)];
  }

  #column(segments: readonly string[], call: string | undefined, from: number): string {
    const columns = this.columns ?? [];
    const written = segments.join('.');
    const resolved = groupName(resolveField(segments), false);
    const candidates = [written, resolved].map((name) => (call === undefined ? name : `${call}(${name})`));
    const found = candidates.find((name) => columns.includes(name));
    if (found !== undefined) return found;
    throw new SyntaxProblem(noColumn(candidates[0] ?? '', columns), from, this.#lexer.position);
  }

  /** Whether a digit is next. */
  get atNumber(): boolean {
    this.#lexer.skipSpace();
    return /\d/.test(this.#lexer.text[this.#lexer.position] ?? '');
  }

  number(least = 1, most: number = MAX_PIPE_LIMIT): number {
    const lexer = this.#lexer;
    lexer.skipSpace();
    const from = lexer.position;
    const digits = lexer.match(/\d+(?![\p{L}\p{N}_.])/uy)?.[0];
    const value = Number(digits);
    if (digits === undefined || value < least || value > most) {
      throw this.problem(`Expected a number from ${least} to ${most}.`, from);
    }
    return value;
  }

  /** Reads a small word of the grammar, in any case, if it is next. */
  takeWord(word: string): boolean {
    const lexer = this.#lexer;
    const start = lexer.position;
    lexer.skipSpace();
    if (lexer.match(NAME)?.[0].toLowerCase() === word) return true;
    lexer.position = start;
    return false;
  }

  problem(message: string, from: number = this.#lexer.position): SyntaxProblem {
    return new SyntaxProblem(message, from, Math.max(from + 1, this.#lexer.position));
  }
}

/** What other query languages call what is here; where it is no pipe, what to do. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  average: "'avg'",
  mean: "'avg'",
  median: "'p50'",
  percentile: "'p95(field)'",
  quantile: "'p95(field)'",
  distinct: "'unique'",
  uniq: "'unique'",
  dc: "'unique'",
  cardinality: "'unique'",
  total: "'sum'",
  group: "'count by field'",
  groupby: "'count by field'",
  timechart: "'count by 5m'",
  histogram: "'count by 5m'",
  project: "'fields'",
  select: "'fields'",
  table: "'fields'",
  keep: "'fields'",
  take: "'limit'",
  tail: "'sort timestamp | limit 10'",
  around: "'context'",
  trace: "'join-trace'",
  transaction: "'join-trace'",
  cluster: "'patterns'",
};
const CONDITIONS: ReadonlySet<string> = new Set(['where', 'filter', 'search', 'grep', 'having']);

/** Words about a name that is none: what it is called here, the nearest that is one, or all of them. */
export function hintOf(name: string, known: readonly string[]): string {
  const word = name.toLowerCase();
  if (CONDITIONS.has(word)) return "Conditions stand before the first '|'.";
  const nearest = name === '' ? undefined : nearestName(word, [...known, ...Object.keys(OTHER_WORDS)]);
  if (nearest === undefined) return `There are ${known.join(', ')}.`;
  return `Did you mean ${Object.hasOwn(OTHER_WORDS, nearest) ? OTHER_WORDS[nearest] : `'${nearest}'`}?`;
}
