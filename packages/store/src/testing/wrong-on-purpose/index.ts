import type { Store } from '../../store.ts';
import { ATTACKS } from '../attacks.ts';
import { JournalStore } from '../journal-store.ts';
import {
  AcknowledgesTooEarly,
  DoublesAcrossBatches,
  DoublesAcrossRestart,
  DoublesWithinBatch,
  DropsSilently,
  RefusesWholeBatch,
} from './wrong-appends.ts';
import type { StoreKitOptions } from '../store-kit-options.ts';
import {
  ContextWithinTimes,
  CutsWhatIsTooMuch,
  EndsAtNul,
  FiltersTheContext,
  ForgetsRawCounts,
  GuessesPercentiles,
  JoinsNothing,
  LosesOne,
  MarksEverything,
  MiscountsItsPlan,
  NearPercentiles,
  PagesTheContext,
  RenamesNothing,
  RoundsPercentiles,
  SortsLikePeople,
  TellsValues,
} from './wrong-languages.ts';
import { Boasts, InventsRecords, LeavesOutTheMiddle, NeverCloses } from './wrong-look-ups.ts';
import {
  AveragesMedians,
  CannotBeCancelled,
  FacetsOfEverything,
  FindsMissingDifferent,
  ForgetsWeights,
  IncludesTheEnd,
  KnowsNoLimit,
  MindsCase,
  MixesUpTies,
  NegatesLikeSql,
  PagesByTimeAlone,
  StreamsOnePage,
} from './wrong-queries.ts';
import {
  CleansColumns,
  ForgivesCursors,
  Interpolates,
  KnowsOtherWildcards,
  SplitsNames,
} from './wrong-with-attacks.ts';

export { NearPercentiles };

/** A store with one fault, and the check of the kit that finds it. */
export interface WrongStore {
  readonly name: string;
  readonly open: (folder: string) => Promise<Store>;
  /** The name of the check that fails for just this fault. */
  readonly caughtBy: string;
  /** What it says of itself to the kit. */
  readonly options?: Partial<StoreKitOptions>;
}

/** The store that all the wrong ones are made of; this one is right. */
export function openJournalStore(folder: string): Promise<Store> {
  return new JournalStore(folder).load();
}

/** Stores that are wrong on purpose, each in its own way: a kit that lets one by is no kit. */
export const wrongStores: readonly WrongStore[] = [
  wrong(DoublesWithinBatch, 'counts duplicates within a batch and keeps the first'),
  wrong(DoublesAcrossBatches, 'counts duplicates across batches and keeps the first'),
  wrong(DoublesAcrossRestart, 'counts duplicates across a close and an open'),
  wrong(AcknowledgesTooEarly, 'has every record again after it was closed and opened'),
  wrong(RefusesWholeBatch, 'rejects a record that cannot be kept by its index, and keeps the others'),
  wrong(DropsSilently, 'rejects a record that cannot be kept by its index, and keeps the others'),
  wrong(MindsCase, 'finds what matches äöü'),
  wrong(NegatesLikeSql, 'finds what matches -status:500'),
  wrong(FindsMissingDifferent, 'finds what matches status!=500'),
  wrong(IncludesTheEnd, 'has the first millisecond of `from` in and the one of `to` out'),
  wrong(ForgetsWeights, 'answers * | count'),
  wrong(AveragesMedians, 'answers * | p50(process), p99(process) by level'),
  wrong(PagesByTimeAlone, 'joins pages of 7 records, newest first, with many at the same time'),
  wrong(KnowsNoLimit, 'answers as many records as it was told'),
  wrong(MixesUpTies, 'answers the newest records first unless told otherwise'),
  wrong(CannotBeCancelled, 'ends a query that is cancelled on its way, and goes on answering'),
  wrong(StreamsOnePage, 'streams everything in order, beyond the limit of an answer'),
  wrong(FacetsOfEverything, 'names the fields of the records that match, and counts those only'),
  wrong(InventsRecords, 'gets nothing for an id that is not there'),
  wrong(LeavesOutTheMiddle, 'gives the records around one, by time and id, the one between them'),
  wrong(Boasts, 'says how many records it has, and from when to when'),
  wrong(NeverCloses, 'refuses query once it is closed'),
  wrong(ForgetsRawCounts, 'answers * | count by level'),
  wrong(MarksEverything, 'answers level:emerg | context 2'),
  wrong(FiltersTheContext, 'answers level:crit service:web | context before 3 after 1'),
  wrong(ContextWithinTimes, 'looks around matches beyond the times that were asked about'),
  wrong(PagesTheContext, 'has no next page behind `context`'),
  wrong(JoinsNothing, 'answers level:emerg trace_id:* | join-trace'),
  wrong(CutsWhatIsTooMuch, 'says that * | join-trace is too much'),
  wrong(RenamesNothing, 'answers * | count by level | rename level as word, count as n | sort n desc, word | limit 5'),
  wrong(RoundsPercentiles, 'answers * | p33.333(a.b.c), p95(a.b.c), p99.9(a.b.c)'),
  wrong(GuessesPercentiles, 'answers * | p95(a.b.c) by level', { percentileBound: 0.01 }),
  wrong(NearPercentiles, 'answers * | p33.333(a.b.c), p95(a.b.c), p99.9(a.b.c)'),
  wrong(EndsAtNul, 'finds what matches "nul \\u0000 in"'),
  wrong(Interpolates, `takes attacks for data as values: "' OR 1=1 --" and others (1)`),
  wrong(KnowsOtherWildcards, `takes attacks for data as patterns: ${attacksAt(12)} and others (3)`),
  wrong(SplitsNames, `takes attacks for data as names of fields: ${attacksAt(18)} and others (4)`),
  wrong(CleansColumns, `takes attacks for data as names of columns: ${attacksAt(0)} and others (1)`),
  wrong(ForgivesCursors, 'takes attacks for data as ids and cursors'),
  wrong(TellsValues, 'tells how a query would be answered without its values'),
  wrong(MiscountsItsPlan, 'tells of each query how it would be answered: every part, and why something is not read'),
  wrong(SortsLikePeople, 'answers * | sort id | fields id | limit 40'),
  wrong(LosesOne, 'finds what matches needle'),
  {
    ...wrong(JournalStore, 'answers level:emerg | context 2', {
      unsupported: ({ pipes }) => pipes.some(({ type }) => type === 'context'),
      maxUnsupported: 100,
    }),
    name: 'AnswersWhatItCannot',
  },
];

function attacksAt(index: number): string {
  return JSON.stringify(ATTACKS[index]);
}

function wrong(
  Wrong: new (folder: string) => JournalStore,
  caughtBy: string,
  options?: Partial<StoreKitOptions>,
): WrongStore {
  return { name: Wrong.name, caughtBy, open: (folder) => new Wrong(folder).load(), ...(options && { options }) };
}
