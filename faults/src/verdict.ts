/** How one trial of the campaign ended. */
export interface Verdict {
  readonly name: string;
  readonly ok: boolean;
  /** How many faults the trial had: kills, endings, outages. */
  readonly faults: number;
  /** What was found, in words and figures. */
  readonly finding: string;
}

/** Runs a trial and answers how it ended; what it rejects with becomes its finding. */
export async function tried(name: string, faults: number, trial: () => Promise<string>): Promise<Verdict> {
  try {
    return { name, ok: true, faults, finding: await trial() };
  } catch (error) {
    return { name, ok: false, faults, finding: error instanceof Error ? error.message : String(error) };
  }
}

/** What should have arrived beside what did. */
export interface Arrivals {
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  /** Arrivals beyond the first of each. */
  readonly repeats: number;
  /** Records that first arrived before one that was logged earlier by the same application. */
  readonly overtaken: number;
}

/** Compares what must have arrived, `tag-number` each, with what did. */
export function compared(expected: readonly string[], arrived: readonly string[]): Arrivals {
  const first = new Set(arrived);
  const latest = new Map<string, number>();
  let overtaken = 0;
  for (const message of first) {
    const [tag = '', number = ''] = message.split('-');
    if (Number(number) < (latest.get(tag) ?? -1)) overtaken += 1;
    latest.set(tag, Math.max(latest.get(tag) ?? -1, Number(number)));
  }
  return {
    missing: expected.filter((message) => !first.has(message)),
    unknown: [...first].filter((message) => !/^a\d+-\d+$/.test(message)),
    repeats: arrived.length - first.size,
    overtaken,
  };
}

/** Throws where something that must hold does not. */
export function must(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}

/** The first few of a list, for a message. */
export function some(list: readonly string[]): string {
  return `${list.length} (${list.slice(0, 5).join(', ')}${list.length > 5 ? ', …' : ''})`;
}
