import { SEVERITY_OF_LEVEL } from '@tailrace/core';
import type { BridgeLevel } from '../levels.ts';

/** The words of most loggers, to be taken before others that mean the same. */
const USUAL: ReadonlySet<string> = new Set(['error', 'warn', 'warning', 'info', 'debug', 'trace']);

type WinstonLevels = Readonly<Record<string, number>>;

/** Where a logger's words say nothing: how many steps below the most severe one. */
const STEPS_BELOW_ERROR: readonly (readonly [number, number])[] = [
  [17, 0],
  [13, 1],
  [9, 2],
  [5, 3],
  [1, 4],
];

/**
 * Answers which of a logger's levels stands for a record's: a level that the logger does not have would be printed as
 * an error of its own, and the line dropped.
 */
export function winstonLevel(levels: WinstonLevels, { level, severity }: BridgeLevel): string {
  if (Object.hasOwn(levels, level)) return level;
  let nearest: string | undefined;
  let distance = Number.POSITIVE_INFINITY;
  const words = Object.keys(levels).sort((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0));
  for (const word of words) {
    // These two are what a record is about, and not how severe it is.
    if (word === 'audit' || word === 'security') continue;
    const away = distanceOf(word, severity);
    if (away < distance) [nearest, distance] = [word, away];
  }
  if (nearest !== undefined) return nearest;
  const steps = STEPS_BELOW_ERROR.find(([least]) => severity >= least)?.[1] ?? 0;
  return words[Math.min(steps, words.length - 1)] ?? level;
}

/** First of all it is OpenTelemetry's range that counts, then the number in it, then that it is a word of everybody's. */
function distanceOf(word: string, severity: number): number {
  const known = SEVERITY_OF_LEVEL[word];
  if (known === undefined) return Number.POSITIVE_INFINITY;
  const ranges = Math.abs(Math.ceil(known / 4) - Math.ceil(severity / 4));
  return ranges * 100 + Math.abs(known - severity) + (USUAL.has(word) ? 0 : 0.5);
}
