import { SEVERITY_OF_LEVEL } from '@tailrace/core';
import type { BridgeLevel } from '../levels.ts';

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
    const known = SEVERITY_OF_LEVEL[word];
    // These two are what a record is about, and not how severe it is.
    if (known === undefined || word === 'audit' || word === 'security') continue;
    const away = Math.abs(known - severity);
    if (away < distance) [nearest, distance] = [word, away];
  }
  if (nearest !== undefined) return nearest;
  const steps = STEPS_BELOW_ERROR.find(([least]) => severity >= least)?.[1] ?? 0;
  return words[Math.min(steps, words.length - 1)] ?? level;
}
