import type { LineFormat } from './format.ts';
import { FORMATS } from './formats/catalogue.ts';
import { looksContinued } from './continuation.ts';
import { SourceContext } from './parse-context.ts';
import { WallClock } from './time/wall-clock.ts';

/** A format that a sample may be of. */
export interface DetectedFormat {
  readonly name: string;
  readonly title: string;
  /** The part of the sample's lines that it reads, 0 to 1; blank and continued lines do not count. */
  readonly share: number;
}

const WEIGHTS: Readonly<Record<LineFormat['certainty'], number>> = { exact: 1, family: 0.95, last: 0.01 };

/**
 * Tells which formats a sample of lines is likely of, the likeliest first; plain text is always among them.
 *
 * @example
 * detectFormat(['Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user webmaster'])[0]?.name; // 'syslog'
 */
export function detectFormat(sampleLines: readonly string[]): readonly DetectedFormat[] {
  return rankFormats(sampleLines).map(({ format, share }) => ({ name: format.name, title: format.title, share }));
}

/** The formats that read any of the lines, with their shares, the likeliest first. */
export function rankFormats(sampleLines: readonly string[]): readonly { format: LineFormat; share: number }[] {
  const lines = sampleLines.filter((line) => line.trim() !== '' && !looksContinued(line));
  const context = new SourceContext(new WallClock({ timeZone: 'UTC', reference: Date.now() }));
  const matched = new Map<LineFormat, number>();
  for (const line of lines) {
    for (const format of FORMATS) {
      if (format.parse(line, context) !== undefined) matched.set(format, (matched.get(format) ?? 0) + 1);
    }
  }
  return FORMATS.filter((format) => matched.has(format) || format.certainty === 'last')
    .map((format) => ({ format, share: (matched.get(format) ?? 0) / Math.max(1, lines.length) }))
    .sort((a, b) => b.share * WEIGHTS[b.format.certainty] - a.share * WEIGHTS[a.format.certainty]);
}
