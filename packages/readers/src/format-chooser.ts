import { nearestName, TailraceError } from '@tailrace/core';
import { looksContinued } from './continuation.ts';
import { rankFormats } from './detect-format.ts';
import type { LineFormat, ParseContext, ParsedLine } from './format.ts';
import { FORMATS } from './formats/catalogue.ts';

/** Lines that are looked at before a source's format is taken for settled. */
export const SAMPLE_LINES = 400;

export interface Reading {
  readonly parsed: ParsedLine;
  readonly format: LineFormat;
}

/**
 * Chooses the format of each line of one source: the likeliest first, others as they turn up.
 *
 * Files are seldom pure: a banner before the JSON, a stray line of another program. While the first lines are read any
 * format may join; afterwards only those that are told apart with certainty.
 */
export class FormatChooser {
  readonly #forced: boolean;
  #active: LineFormat[] = [];
  #others: LineFormat[] = [...FORMATS];
  #seen = 0;

  constructor(forced?: string) {
    this.#forced = forced !== undefined;
    if (forced !== undefined) this.#active = [formatNamed(forced)];
  }

  /** Ranks the formats by the source's first lines. */
  learn(sample: readonly string[]): void {
    if (this.#forced) return;
    const ranked = rankFormats(sample);
    const best = ranked[0];
    const pure = best !== undefined && best.format.certainty === 'exact' && best.share >= 0.5;
    this.#active = ranked
      .map(({ format }) => format)
      .filter(({ certainty }) => certainty === 'exact' || (certainty === 'family' && !pure))
      // A line that one program's layout fits is that program's, also where a wider one fits more of the others.
      .sort((a, b) => Number(a.certainty !== 'exact') - Number(b.certainty !== 'exact'));
    const left = FORMATS.filter((format) => format.certainty !== 'last' && !this.#active.includes(format));
    this.#others = pure ? left.filter((format) => format.certainty === 'exact') : left;
  }

  /** Counts lines that were read elsewhere, all of the first format. */
  pass(lines: number): void {
    this.#seen += lines;
  }

  /** Reads a line as the first format that can; `undefined` where none but plain text can. */
  read(line: string, context: ParseContext): Reading | undefined {
    this.#seen += 1;
    for (const format of this.#active) {
      const parsed = format.parse(line, context);
      if (parsed !== undefined) return { parsed, format };
    }
    if (this.#forced || looksContinued(line)) return undefined;
    for (const format of this.#others) {
      if (this.#seen > SAMPLE_LINES && format.certainty !== 'exact' && this.#active.length > 0) continue;
      const parsed = format.parse(line, context);
      if (parsed !== undefined) {
        this.#active.push(format);
        this.#others = this.#others.filter((other) => other !== format);
        return { parsed, format };
      }
    }
    return undefined;
  }
}

function formatNamed(name: string): LineFormat {
  const format = FORMATS.find((candidate) => candidate.name === name);
  if (format !== undefined) return format;
  const names = FORMATS.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? `It is one of ${names.join(', ')}.` : `Did you mean '${nearest}'?`;
  throw new TailraceError('TAILRACE_BAD_OPTION', `There is no log format '${name}'. ${hint}`);
}
