import { severityOf } from '@tailrace/core/runtime';
import { QueuedEntry } from './queued-entry.ts';
import type { Entry } from './sink.ts';
import { contentBytes } from './sized-entry.ts';

/** The texts of records, with a sink's `joins` between them. */
export interface JoinedTexts {
  readonly body: Buffer;
  /** How many UTF-16 units each has. */
  readonly lengths: readonly number[];
  /** The level of each, as Winston names it. */
  readonly levels: readonly unknown[];
  readonly joint: string;
  /** Hears when nobody needs the body any more. */
  readonly ended: (() => void) | undefined;
}

/** Several records that travel as one entry: what an entry costs is paid once for all of them. */
export class BlockEntry extends QueuedEntry {
  readonly #texts: JoinedTexts;
  #parts: readonly QueuedEntry[] | undefined;

  constructor(id: string, timestamp: number, texts: JoinedTexts) {
    super(id, timestamp, highestOf(texts.levels), '', texts.body);
    this.#texts = texts;
  }

  override get records(): number {
    return this.#texts.lengths.length;
  }

  override end(): void {
    super.end();
    this.#texts.ended?.();
  }

  /** An entry for each record; the same ones at every call. */
  override get parts(): readonly QueuedEntry[] {
    this.#parts ??= partsOf(this.id, this.timestamp, this.#texts);
    return this.#parts;
  }
}

/** The entries of single records, in order; what is not joined stands for itself. */
export function singleEntries(entries: readonly Entry[]): readonly Entry[] {
  return entries.every(isSingle) ? entries : entries.flatMap((entry) => entry.parts ?? [entry]);
}

function isSingle({ records = 1 }: Entry): boolean {
  return records === 1;
}

function partsOf(id: string, timestamp: number, { body, lengths, levels, joint }: JoinedTexts): QueuedEntry[] {
  // What is no valid text has become another character of one unit.
  const text = body.toString('utf8');
  let from = 0;
  return lengths.map((length, index) => {
    const own = text.slice(from, from + length);
    from += length + joint.length;
    const severity = severityOf(levels[index] as string);
    return new QueuedEntry(`${id}.${index}`, timestamp, severity, '', own, undefined, contentBytes(own));
  });
}

function highestOf(levels: readonly unknown[]): number {
  let highest = 0;
  let last: unknown;
  for (let index = 0; index < levels.length; index += 1) {
    const level = levels[index];
    if (level === last) continue;
    last = level;
    highest = Math.max(highest, severityOf(level as string));
  }
  return highest;
}
