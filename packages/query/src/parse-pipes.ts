import type { Aggregate, FieldPath, GroupKey, PipeNode } from './ast.ts';
import { AGGREGATE_FUNCTIONS, groupName, isAggregateFunction, PATTERN_COLUMNS } from './columns.ts';
import type { Lexer } from './lexer.ts';
import { hintOf, NAME, PipeParts } from './pipe-parts.ts';
import { SyntaxProblem } from './syntax-error.ts';

const MAX_PIPES = 20;
const DEFAULT_TOP = 10;
const DEFAULT_PATTERNS = 20;

/** The pipes that are no statistic, for completion and for words about a wrong name. */
export const PIPE_NAMES = ['stats', 'top', 'by', 'bin', 'sort', 'limit', 'fields', 'patterns'] as const;

/** Reads the pipes up to the query's end. */
export function parsePipes(lexer: Lexer): readonly PipeNode[] {
  return new PipeParser(lexer).parse();
}

class PipeParser {
  readonly #lexer: Lexer;
  readonly #parts: PipeParts;
  readonly #pipes: PipeNode[] = [];

  /** What was there before the last statistic. */
  #columnsBeforeStats: readonly string[] | undefined;

  /** `fields` of records: it comes last wherever it was written, and a statistic makes it moot. */
  #shown: PipeNode | undefined;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
    this.#parts = new PipeParts(lexer);
  }

  parse(): readonly PipeNode[] {
    const lexer = this.#lexer;
    lexer.skipSpace();
    while (lexer.take('|')) {
      lexer.skipSpace();
      if (this.#pipes.length >= MAX_PIPES) throw this.#parts.problem(`There are more than ${MAX_PIPES} pipes.`);
      this.#pipe();
      lexer.skipSpace();
    }
    if (!lexer.atEnd) throw this.#parts.problem(`Expected '|' or the end, not '${lexer.text[lexer.position]}'.`);
    return this.#shown === undefined ? this.#pipes : [...this.#pipes, this.#shown];
  }

  #pipe(): void {
    const lexer = this.#lexer;
    const from = lexer.position;
    const name = lexer.match(NAME)?.[0];
    if (name === undefined) throw this.#parts.problem("Expected a pipe after '|', count for example.");
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
        return this.#add({ type: 'limit', count: this.#parts.number() });
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
      aggregates.push(this.#parts.aggregate());
      lexer.skipSpace();
    } while (lexer.take(','));
    const by = this.#parts.takeWord('by') ? this.#parts.keys() : [];
    this.#setStats(aggregates, by, from);
  }

  /** `| by service, 5m` and `| bin 5m`: more groups for the statistic before, or for a count. */
  #moreKeys(word: 'by' | 'bin'): void {
    const from = this.#lexer.position;
    const before = this.#pipes.at(-1);
    const extended = before?.type === 'stats' ? before : undefined;
    if (extended !== undefined) {
      this.#pipes.pop();
      this.#parts.columns = this.#columnsBeforeStats;
    }
    const keys = word === 'by' ? this.#parts.keys() : [this.#parts.timeKey()];
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
    this.#columnsBeforeStats = this.#parts.columns;
    this.#parts.columns = columns;
  }

  #top(): void {
    const from = this.#lexer.position;
    this.#lexer.skipSpace();
    const count = /\d/.test(this.#lexer.text[this.#lexer.position] ?? '') ? this.#parts.number() : DEFAULT_TOP;
    this.#parts.takeWord('by');
    this.#setStats([{ function: 'count', as: 'count' }], this.#parts.keys(), from);
    this.#add({ type: 'limit', count });
  }

  #sort(): void {
    const lexer = this.#lexer;
    this.#parts.takeWord('by');
    const keys: { name: FieldPath; descending: boolean }[] = [];
    do {
      lexer.skipSpace();
      const minus = lexer.take('-');
      const name = this.#parts.field();
      const descending = this.#parts.takeWord('desc');
      if (!descending) this.#parts.takeWord('asc');
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
      const field = this.#parts.field();
      const name = groupName(field, this.#parts.columns !== undefined);
      if (!names.includes(name)) {
        fields.push(field);
        names.push(name);
      }
      lexer.skipSpace();
    } while (lexer.take(','));
    if (this.#parts.columns === undefined) {
      this.#shown = { type: 'fields', fields };
    } else {
      this.#add({ type: 'fields', fields });
      this.#parts.columns = names;
    }
  }

  #patterns(from: number): void {
    if (this.#parts.columns !== undefined) {
      throw new SyntaxProblem('patterns is of records: put it before the other pipes.', from, this.#lexer.position);
    }
    this.#lexer.skipSpace();
    const limit = /\d/.test(this.#lexer.text[this.#lexer.position] ?? '') ? this.#parts.number() : DEFAULT_PATTERNS;
    this.#shown = undefined;
    this.#add({ type: 'patterns', limit });
    this.#parts.columns = PATTERN_COLUMNS;
  }

  #unknownPipe(name: string, from: number): SyntaxProblem {
    const known = [...PIPE_NAMES, ...Object.keys(AGGREGATE_FUNCTIONS)];
    return new SyntaxProblem(`There is no pipe '${name}'. ${hintOf(name, known)}`, from, from + name.length);
  }
}
