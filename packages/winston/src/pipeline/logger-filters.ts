import type { Diagnostics, Filter, FilterCounts } from '@tailrace/core';
import type { Offspring } from '../logger/offspring.ts';
import type { Info } from '../logger/transport.ts';
import { InfoFilter, type Onward } from './info-filter.ts';
import { releaseAtExit } from './release-at-exit.ts';

/** The filters of a logger and of its children: a child's own stand before those of its parents, the root's last. */
export class LoggerFilters {
  #root: InfoFilter | undefined;
  /** Those of children that may keep infos. Weak: children come and go, and what has something due has a timer. */
  #ofChildren: WeakRef<InfoFilter>[] = [];
  #leave: (() => void) | undefined;
  readonly #onward: Onward;

  /** @param onward - Takes what has left the last filter later than it came. */
  constructor(onward: Onward) {
    this.#onward = onward;
  }

  /** Takes over the root's filter; the one before lets go of what it has. */
  apply(filter: Filter | readonly Filter[] | undefined, diagnostics: Diagnostics): void {
    this.release();
    this.#root?.close();
    this.#root = filter === undefined ? undefined : new InfoFilter(filter, diagnostics, this.#onward);
    if (this.#root?.keeps === true) this.#leave ??= releaseAtExit(this);
  }

  /** Makes a filter of a child's own. */
  ofChild(filter: Filter | readonly Filter[], diagnostics: Diagnostics, child: () => Offspring): InfoFilter {
    const made: InfoFilter = new InfoFilter(filter, diagnostics, (info, from = child()) => {
      const passed = this.run(info, from, from.filters.indexOf(made) + 1);
      if (passed !== undefined) this.#onward(passed, from);
    });
    if (made.keeps) {
      this.#ofChildren = this.#ofChildren.filter((reference) => reference.deref() !== undefined);
      this.#ofChildren.push(new WeakRef(made));
      this.#leave ??= releaseAtExit(this);
    }
    return made;
  }

  /** Whether infos of this child, or of the root, go through any. */
  isEmpty(child: Offspring | undefined): boolean {
    return this.#root === undefined && (child === undefined || child.filters.length === 0);
  }

  /** Answers what passes at once. */
  run(info: Info, child: Offspring | undefined, from: number): Info | undefined {
    const own = child?.filters.slice(from) ?? [];
    const all = this.#root === undefined ? own : [...own, this.#root];
    let passed: Info | undefined = info;
    for (let index = 0; index < all.length && passed !== undefined; index += 1) {
      const isSplatted = all.slice(index).some((filter) => filter.rewrites);
      passed = (all[index] as InfoFilter).apply(passed, child, isSplatted);
    }
    return passed;
  }

  /** Lets go of everything that is held or summed up: the youngest first, since it goes on to its parents' then. */
  release(): void {
    for (const filter of this.#fromYoungest()) filter.release();
  }

  /** Releases; nothing is kept from now on. */
  close(): void {
    for (const filter of this.#fromYoungest()) filter.close();
    this.#leave?.();
    this.#leave = undefined;
  }

  /** The counts of a child's own filter, or else of the nearest parent's, or the root's; `undefined` without any. */
  counts(child: Offspring | undefined): FilterCounts | undefined {
    return (child?.filters[0] ?? this.#root)?.counts();
  }

  #fromYoungest(): InfoFilter[] {
    const ofChildren = this.#ofChildren.map((reference) => reference.deref()).toReversed();
    return [...ofChildren, this.#root].filter((filter) => filter !== undefined);
  }
}
