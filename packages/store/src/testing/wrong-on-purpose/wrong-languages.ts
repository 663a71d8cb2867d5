import type { LogRecord, WireRecord } from '@tailrace/core';
import { type Answer, compilePredicate, encodeCursor, type PipeNode } from '@tailrace/query';
import type { QueryPlan } from '../../query-plan.ts';
import type { AppendAnswer, QueryOptions, StoreQuery } from '../../store.ts';
import { JournalStore } from '../journal-store.ts';
import { withFunctions } from './wrong-queries.ts';

/** Tells no raw counts beside weighted ones. */
export class ForgetsRawCounts extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    if (answer.kind !== 'table') return answer;
    const { records: _records, ...shown } = answer;
    return shown;
  }
}

/** Takes what lies around for what was found. */
export class MarksEverything extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    if (answer.kind !== 'records' || answer.matches === undefined) return answer;
    return { ...answer, matches: answer.records.map(({ id }) => id) };
  }
}

/** Shows around a match only what matches too. */
export class FiltersTheContext extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    const isContext = query.pipes.some(({ type }) => type === 'context');
    if (answer.kind !== 'records' || !isContext) return answer;
    return { ...answer, records: answer.records.filter(compilePredicate(query.filter)) };
  }
}

/** Looks around matches within the times only. */
export class ContextWithinTimes extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    const { from = Number.NEGATIVE_INFINITY } = query;
    if (answer.kind !== 'records' || answer.matches === undefined) return answer;
    return { ...answer, records: answer.records.filter(({ timestamp }) => Date.parse(timestamp) >= from) };
  }
}

/** Has a next page behind what has none. */
export class PagesTheContext extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    if (answer.kind !== 'records' || answer.matches === undefined) return answer;
    const last = answer.records.at(-1);
    return last === undefined || !answer.truncated ? answer : { ...answer, cursor: encodeCursor(last) };
  }
}

/** Joins the records that were found anyway. */
export class JoinsNothing extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const pipes = query.pipes.filter(({ type }) => type !== 'join-trace');
    const answer = await super.query({ ...query, pipes }, options);
    if (answer.kind !== 'records' || pipes.length === query.pipes.length) return answer;
    return { ...answer, matches: answer.records.map(({ id }) => id) };
  }
}

/** Takes any number of matches, and leaves out what it cannot hold. */
export class CutsWhatIsTooMuch extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const pipes = query.pipes.flatMap((pipe): readonly PipeNode[] =>
      pipe.type === 'join-trace' || pipe.type === 'context' ? [{ type: 'limit', count: 1000 }, pipe] : [pipe],
    );
    return super.query({ ...query, pipes }, options);
  }
}

/** Leaves columns with the names they had. */
export class RenamesNothing extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    return super.query({ ...query, pipes: query.pipes.filter(({ type }) => type !== 'rename') }, options);
  }
}

/** Knows percentiles of whole percents only. */
export class RoundsPercentiles extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const pipes = withFunctions(query.pipes, (name) =>
      /^p\d+\.\d/.test(name) ? `p${Math.floor(Number(name.slice(1)))}` : name,
    );
    return super.query({ ...query, pipes }, options);
  }
}

/** Answers a percentile that is far from the one asked for. */
export class GuessesPercentiles extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const pipes = withFunctions(query.pipes, (name) => (name === 'p95' ? 'p60' : name));
    return super.query({ ...query, pipes }, options);
  }
}

/** Answers percentiles that are off by less than one in a hundred, as sketches do. */
export class NearPercentiles extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const pipes = withFunctions(query.pipes, (name) => (name === 'p95' ? 'p95.4' : name));
    return super.query({ ...query, pipes }, options);
  }
}

/** Ends a text at U+0000, as C does. */
export class EndsAtNul extends JournalStore {
  override append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    return super.append(records.map((record) => ({ ...record, message: record.message.split('\0')[0] ?? '' })));
  }
}

/** Shows a query's values in the statements of its plan. */
export class TellsValues extends JournalStore {
  override async explain(query: StoreQuery): Promise<QueryPlan> {
    const plan = await super.explain(query);
    const text = query.filter.type === 'compare' ? `SELECT * WHERE x = '${String(query.filter.value)}'` : '';
    return { ...plan, statements: [{ language: 'sql', text, values: 0 }] };
  }
}

/** Has more to read than it says where it is left. */
export class MiscountsItsPlan extends JournalStore {
  override async explain(query: StoreQuery): Promise<QueryPlan> {
    const plan = await super.explain(query);
    return { ...plan, readings: plan.readings.map((reading) => ({ ...reading, read: 1 })) };
  }
}

/** Keeps ids in the order of a dictionary. */
export class SortsLikePeople extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    if (answer.kind !== 'table' || answer.columns[0]?.name !== 'id') return answer;
    const rows = answer.rows.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
    return { ...answer, rows };
  }
}

/** Loses the record that a filter finds first, where many are found. */
export class LosesOne extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    const isMarked = ({ message }: WireRecord) => message.includes('needle');
    if (answer.kind !== 'records' || !answer.records.some(isMarked)) return answer;
    return { ...answer, records: answer.records.filter((record) => !isMarked(record)) };
  }
}
