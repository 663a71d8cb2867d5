import type { Aggregate, FieldPath, GroupKey, PipeNode } from './ast.ts';
import { AGGREGATE_NAMES, groupName, PATTERN_COLUMNS, readAggregateFunction } from './columns.ts';
import type { Lexer } from './lexer.ts';
import { hintOf, NAME, PipeParts } from './pipe-parts.ts';
import { MAX_CONTEXT_SIDE, PIPE_NAMES } from './pipe-names.ts';
import { SyntaxProblem } from './syntax-error.ts';

const MAX_PIPES = 20;
const DEFAULT_TOP = 10;
const DEFAULT_PATTERNS = 20;
const DEFAULT_CONTEXT = 5;

/** A pipe's name as somebody may write it who does not know it. */
const WRITTEN_NAME = /[A-Za-z_][A-Za-z0-9_]*(?:[- ]trace\b)?(?:-[A-Za-z0-9_]+)*/y;

type FieldsPipe = Extract<PipeNode, { type: 'fields' }>;

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
  #shown: FieldsPipe | undefined;

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
    if (readAggregateFunction(word) !== undefined || /^p\d+$/.test(word)) {
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
      case 'rename':
        return this.#rename(from);
      case 'context':
        this.#checkOfRecords(word, from);
        return this.#add({ type: 'context', ...this.#around() });
      case 'join':
        if (!lexer.take('-trace')) throw this.#unknownPipe(from);
        this.#checkOfRecords('join-trace', from);
        return this.#add({ type: 'join-trace' });
      default:
        throw this.#unknownPipe(from);
    }
  }

  #add(pipe: PipeNode): void {
    this.#pipes.push(pipe);
  }

  #stats(): void {
    const from = this.#lexer.position;
    const aggregates = this.#aggregates();
    const by = this.#parts.takeWord('by') ? this.#parts.keys() : [];
    this.#setStats(aggregates, by, from);
  }

  #aggregates(): readonly Aggregate[] {
    const lexer = this.#lexer;
    const aggregates: Aggregate[] = [];
    do {
      lexer.skipSpace();
      aggregates.push(this.#parts.aggregate());
      lexer.skipSpace();
    } while (lexer.take(','));
    return aggregates;
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
    const columns = [...by, ...aggregates].map(({ as }) => as);
    this.#checkDifferent(columns, from);
    this.#show(undefined);
    this.#add({ type: 'stats', aggregates, by });
    this.#columnsBeforeStats = this.#parts.columns;
    this.#parts.columns = columns;
  }

  #checkDifferent(columns: readonly string[], from: number): void {
    const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
    if (repeated === undefined) return;
    const message = `Two columns would be called '${repeated}': name one with 'as'.`;
    throw new SyntaxProblem(message, from, this.#lexer.position);
  }

  /** `top 10 path`, `top 5 path, method by sum(bytes)`: the groups with the most of a statistic, of records if none is named. */
  #top(): void {
    const from = this.#lexer.position;
    const count = this.#parts.atNumber ? this.#parts.number() : DEFAULT_TOP;
    this.#parts.takeWord('by');
    // What is behind `by` is said of records, as the keys are.
    const keys = this.#parts.keys();
    const aggregates: readonly Aggregate[] = this.#parts.takeWord('by')
      ? this.#aggregates()
      : [{ function: 'count', as: 'count' }];
    this.#setStats(aggregates, keys, from);
    // Groups by time come by time unless they are told otherwise.
    const [first] = aggregates;
    if (first !== undefined && keys.some((key) => key.type === 'time')) {
      this.#add({ type: 'sort', keys: [{ name: [first.as], descending: true }] });
    }
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
    const from = lexer.position;
    const fields: FieldPath[] = [];
    const names: string[] = [];
    const ofTable = this.#parts.columns !== undefined;
    do {
      lexer.skipSpace();
      const field = this.#parts.field();
      const as = this.#parts.as();
      const name = as ?? groupName(field, ofTable);
      if (as !== undefined || !names.includes(name)) {
        fields.push(field);
        names.push(name);
      }
      lexer.skipSpace();
    } while (lexer.take(','));
    this.#checkDifferent(names, from);
    const pipe = fieldsPipe(fields, names, ofTable);
    if (!ofTable) return this.#show(pipe);
    this.#add(pipe);
    this.#parts.columns = names;
  }

  /** Keeps the fields that records are shown with, and what they are called. */
  #show(pipe: FieldsPipe | undefined): void {
    this.#shown = pipe;
    const named = pipe?.fields.map((field, index) => [namesOf(pipe, false)[index] ?? '', field] as const) ?? [];
    this.#parts.aliases = new Map(named.filter(([name, field]) => name !== groupName(field, false)));
  }

  /** `rename count as n, service as svc`: of columns, or of the fields that records are shown with. */
  #rename(from: number): void {
    const lexer = this.#lexer;
    const parts = this.#parts;
    const shown = this.#shown;
    const before = parts.columns ?? (shown && namesOf(shown, false));
    if (before === undefined) {
      const message = "rename is of columns: put fields before it, as in '| fields path | rename path as p'.";
      throw new SyntaxProblem(message, from, lexer.position);
    }
    const columns: { readonly from: string; readonly to: string }[] = [];
    const table = parts.columns;
    parts.columns = before;
    do {
      const [name = ''] = parts.field();
      if (!parts.takeWord('as')) throw parts.problem("Expected 'as' and the new name.");
      const to = parts.newName();
      const again = columns.some((column) => column.from === name);
      if (again) throw parts.problem(`'${name}' gets two names.`, from);
      columns.push({ from: name, to });
      lexer.skipSpace();
    } while (lexer.take(','));
    parts.columns = table;
    const names = before.map((name) => columns.find((column) => column.from === name)?.to ?? name);
    this.#checkDifferent(names, from);
    if (table === undefined && shown !== undefined) return this.#show(fieldsPipe(shown.fields, names, false));
    this.#add({ type: 'rename', columns });
    parts.columns = names;
  }

  /** `context`, `context 3`, `context before 3 after 5`. */
  #around(): { readonly before: number; readonly after: number } {
    const parts = this.#parts;
    if (parts.atNumber) {
      const size = parts.number(0, MAX_CONTEXT_SIDE);
      return { before: size, after: size };
    }
    const sides: { before?: number; after?: number } = {};
    for (;;) {
      const side = parts.takeWord('before') ? 'before' : parts.takeWord('after') ? 'after' : undefined;
      if (side === undefined) break;
      if (sides[side] !== undefined) throw parts.problem(`'${side}' is said twice.`);
      sides[side] = parts.number(0, MAX_CONTEXT_SIDE);
    }
    const isBare = sides.before === undefined && sides.after === undefined;
    const usual = isBare ? DEFAULT_CONTEXT : 0;
    return { before: sides.before ?? usual, after: sides.after ?? usual };
  }

  #patterns(from: number): void {
    this.#checkOfRecords('patterns', from);
    const limit = this.#parts.atNumber ? this.#parts.number() : DEFAULT_PATTERNS;
    this.#show(undefined);
    this.#add({ type: 'patterns', limit });
    this.#parts.columns = PATTERN_COLUMNS;
  }

  #checkOfRecords(name: string, from: number): void {
    if (this.#parts.columns === undefined) return;
    throw new SyntaxProblem(`${name} is of records: put it before the other pipes.`, from, this.#lexer.position);
  }

  #unknownPipe(from: number): SyntaxProblem {
    this.#lexer.position = from;
    const name = this.#lexer.match(WRITTEN_NAME)?.[0] ?? '';
    const known = [...PIPE_NAMES, ...AGGREGATE_NAMES];
    return new SyntaxProblem(`There is no pipe '${name}'. ${hintOf(name, known)}`, from, from + name.length);
  }
}

/** The pipe that shows fields under names; the names are left out where they are the usual ones. */
function fieldsPipe(fields: readonly FieldPath[], names: readonly string[], ofTable: boolean): FieldsPipe {
  const isUsual = fields.every((field, index) => groupName(field, ofTable) === names[index]);
  return { type: 'fields', fields, ...(!isUsual && { as: names }) };
}

function namesOf({ fields, as }: FieldsPipe, ofTable: boolean): readonly string[] {
  return as ?? fields.map((field) => groupName(field, ofTable));
}
