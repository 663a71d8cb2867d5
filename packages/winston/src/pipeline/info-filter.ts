import { AsyncLocalStorage } from 'node:async_hooks';
import {
  changedInfo,
  createChain,
  type Diagnostics,
  type Filter,
  type FilterChain,
  type FilterCounts,
  fromWinston,
  isFilterChain,
  keepRecord,
  type LogRecord,
  recordOfInfo,
} from '@tailrace/core/runtime';
import type { Offspring } from '../logger/offspring.ts';
import type { Info } from '../logger/transport.ts';
import { infoOfRecord } from './info-of-record.ts';
import { infoSnapshot } from './info-snapshot.ts';
import { splatted } from './splatted.ts';

const SPLAT = Symbol.for('splat');

/** Where infos go that leave a filter later than they came, or that it made itself. */
export type Onward = (info: Info, child: Offspring | undefined) => void;

/** The info of which a held record was made. */
interface HeldInfo {
  readonly info: Info;
  readonly record: LogRecord;
  /** What it was before its splat was worked in, to be logged where nothing was changed. */
  readonly original: Info;
  readonly child: Offspring | undefined;
  readonly run: <T>(code: () => T) => T;
}

/** On held records, enumerable: copies that later steps make of them have it too; and no output has symbols. */
const HELD = Symbol('held');
type Held = LogRecord & { [HELD]?: HeldInfo };

/** A logger's filters: infos go through them as records, and come out as infos. */
export class InfoFilter {
  readonly #chain: FilterChain;
  readonly #onward: Onward;
  readonly #made = new WeakSet<LogRecord>();
  #underWay: Omit<HeldInfo, 'run'> | undefined;

  /**
   * @param onward - Hears of infos that were held, in order, and of those that the filters made.
   * @throws TailraceError `TAILRACE_BAD_OPTION` for what is no filter, and for a chain that stands elsewhere already.
   */
  constructor(filter: Filter | readonly Filter[], diagnostics: Diagnostics, onward: Onward) {
    const filters = Array.isArray(filter) ? (filter as readonly Filter[]) : [filter as Filter];
    const only = filters.length === 1 && isFilterChain(filters[0]) ? filters[0] : undefined;
    this.#chain = only ?? createChain(filters, { diagnostics, name: 'logger' });
    this.#onward = onward;
    this.#chain.connect(
      (record) => this.#late(record),
      (held, record) => this.#keep(held, record),
    );
  }

  /** Whether it may keep infos, or make some, that have to leave it before the process ends. */
  get keeps(): boolean {
    return this.#chain.steps.some((step) => step.wake !== undefined);
  }

  /** Whether it takes content out of infos. */
  get rewrites(): boolean {
    return this.#chain.rewrites;
  }

  /**
   * Answers the info, or a changed copy; `undefined` where it was dropped or is held. Never throws.
   *
   * @param isSplatted - Whether this filter or one after it takes content out: then all that formats would put in has to
   *   be seen.
   */
  apply(info: Info, child: Offspring | undefined, isSplatted: boolean): Info | undefined {
    const known = recordOfInfo(info);
    // Applications log the same object again: its record is of the last time then.
    if (known !== undefined && this.#made.has(known)) keepRecord(info, undefined);
    const given = recordOfInfo(info);
    const seen = isSplatted ? splatted(info) : info;
    const record = fromWinston(seen);
    // It is worked in: a format would do so a second time.
    if (seen !== info) delete seen[SPLAT];
    if (record !== given) this.#made.add(record);
    const outer = this.#underWay;
    this.#underWay = { info: seen, original: info, record, child };
    const kept = this.#chain.apply(record);
    this.#underWay = outer;
    if (kept === undefined) return undefined;
    if (kept !== record) return changedInfo(seen, record, kept) as Info;
    // Formats may add to it: transports make the record of what becomes of the info.
    if (record !== given) keepRecord(info, undefined);
    return info;
  }

  /** Lets go of everything that is held or summed up. */
  release(): void {
    this.#chain.flush();
  }

  /** Releases, and keeps nothing from now on. */
  close(): void {
    this.#chain.close();
  }

  counts(): FilterCounts {
    return this.#chain.counts();
  }

  #keep(held: Held, record: Held): void {
    const origin = record[HELD] ?? this.#underWay;
    if (origin === undefined) return;
    const { child } = origin;
    const isAsItWas = record === origin.record;
    const info = infoSnapshot(isAsItWas ? origin.info : (changedInfo(origin.info, origin.record, record) as Info));
    const original = isAsItWas && origin.original !== origin.info ? infoSnapshot(origin.original) : info;
    const run: HeldInfo['run'] = record[HELD]?.run ?? AsyncLocalStorage.snapshot();
    held[HELD] = { info, original, record: held, child, run };
  }

  #late(record: Held): void {
    const origin = record[HELD];
    if (origin === undefined) {
      this.#onward(infoOfRecord(record), undefined);
      return;
    }
    const { info, original, child, run } = origin;
    const left = record === origin.record ? original : (changedInfo(info, origin.record, record) as Info);
    run(() => this.#onward(left, child));
  }
}
