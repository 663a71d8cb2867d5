import type { Offspring } from '../logger/offspring.ts';
import type { StockLogger } from '../stock.ts';
import type { LevelsByLogger } from './levels-by-logger.ts';

/**
 * What levels by name mean for a logger and its children: a name's level is that of the loggers with this name, until
 * somebody sets `level` on one; and it holds for every transport, whatever level the transport has.
 */
export class NamedLevels {
  readonly #by: LevelsByLogger;
  readonly #root: StockLogger;
  readonly #name: string | undefined;

  /** @param name - The root's. */
  constructor(by: LevelsByLogger, root: StockLogger, name: string | undefined) {
    this.#by = by;
    this.#root = root;
    this.#name = name;
  }

  /** A child's level; `undefined` where it is the root's. */
  levelOf(child: Offspring): string | undefined {
    return this.#setOn(child) ?? (child.name === undefined ? undefined : this.#by.of(child.name));
  }

  /** Whether anything is to be made of a level at all. */
  allows(level: string, child: Offspring | undefined): boolean {
    const least = this.#least(child);
    if (least === undefined) return true;
    const { levels } = this.#root;
    return (levels[least] as number) >= (levels[level] as number);
  }

  #least(child: Offspring | undefined): string | undefined {
    if (child !== undefined && this.#setOn(child) !== undefined) return undefined;
    if (child?.name !== undefined) return this.#by.of(child.name);
    const roots = this.#by.of(this.#name);
    // Somebody has set another since: the last word is theirs.
    return roots === this.#root.level ? roots : undefined;
  }

  /** The level that was set on a child, or on a parent of it below the root. */
  #setOn({ logger }: Offspring): string | undefined {
    for (let at: object | null = logger; at !== null && at !== this.#root; at = Object.getPrototypeOf(at) as object) {
      if (Object.hasOwn(at, 'level')) return (at as StockLogger).level;
    }
    return undefined;
  }
}
