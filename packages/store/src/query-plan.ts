import { type PipeNode, printFilter, printPipes, type RecordQuery } from '@tailrace/query';

/** One part of a query, and where it is worked out. */
export interface PlanPart {
  /** The filter, or a pipe, as it is written in a query. */
  readonly what: string;
  /** By the engine itself, or in this process's memory over what the engine gave. */
  readonly where: 'engine' | 'memory';
}

/** A statement of the engine; every value of the query is bound and stands in it as a placeholder. */
export interface PlanStatement {
  /** `sql`, `elasticsearch` … */
  readonly language: string;
  readonly text: string;
  /** How many values are bound. */
  readonly values: number;
}

/** What a query would read. */
export interface PlanReading {
  /** What is counted: `segments`, `partitions`, `indices`, `records`. */
  readonly unit: string;
  readonly total: number;
  readonly read: number;
  /** Why the others are not read; the counts are `total - read` together. */
  readonly pruned: readonly { readonly reason: string; readonly count: number }[];
  /** How many records, and bytes, lie in what is read, where that is known. */
  readonly records?: number;
  readonly bytes?: number;
}

/** How a store would answer a query, for `tailrace explain`. */
export interface QueryPlan {
  /** The store's name. */
  readonly engine: string;
  readonly readings: readonly PlanReading[];
  /** The statements in the order they are run, as far as they are known beforehand. */
  readonly statements: readonly PlanStatement[];
  readonly parts: readonly PlanPart[];
  /** What else is worth knowing, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Tells for each part of a query where it is worked out.
 *
 * What follows a part in memory is in memory too; `context` is made of questions to the engine and goes on in memory,
 * and `join-trace` asks the engine anew.
 *
 * @param isOfEngine - Whether the engine works out a pipe itself, given those before it.
 */
export function planParts(
  { filter, pipes }: Pick<RecordQuery, 'filter' | 'pipes'>,
  isOfEngine: (pipe: PipeNode, before: readonly PipeNode[]) => boolean,
): readonly PlanPart[] {
  const texts = printPipes(pipes);
  let where: PlanPart['where'] = 'engine';
  let start = 0;
  const ofPipes = pipes.map((pipe, index): PlanPart => {
    const what = texts[index] ?? pipe.type;
    if (pipe.type === 'context') where = 'memory';
    else if (pipe.type === 'join-trace') {
      where = 'engine';
      start = index + 1;
    } else if (where === 'engine' && !isOfEngine(pipe, pipes.slice(start, index))) where = 'memory';
    return { what, where };
  });
  return [{ what: printFilter(filter), where: 'engine' }, ...ofPipes];
}
