import { SEVERITY_OF_LEVEL } from '@tailrace/core';

/** Words for the same level: a query for one finds them all. */
const SAME_WORDS: readonly (readonly string[])[] = [
  ['warn', 'warning'],
  ['error', 'err'],
  ['crit', 'critical'],
  ['emerg', 'panic'],
];

/** Answers every word for the level that a word names, in a fixed order. */
export function sameLevelWords(word: string): readonly string[] {
  return SAME_WORDS.find((words) => words.includes(word.toLowerCase())) ?? [word];
}

/** Answers the severity number of a level word, `undefined` where the word is not in the table. */
export function knownSeverity(word: string): number | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(SEVERITY_OF_LEVEL, lower) ? SEVERITY_OF_LEVEL[lower] : undefined;
}

/** Answers the word that is written for a severity number: the first in the table, `undefined` if there is none. */
export function wordOfSeverity(severity: number): string | undefined {
  return Object.keys(SEVERITY_OF_LEVEL).find((word) => SEVERITY_OF_LEVEL[word] === severity);
}
