const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Counts as a line of bars, the highest as high as a line is; where there is nothing, a blank. */
export function sparkline(counts: readonly number[]): string {
  const highest = Math.max(0, ...counts);
  return counts
    .map((count) => (count <= 0 ? ' ' : (HEIGHTS[Math.ceil((count / highest) * HEIGHTS.length) - 1] ?? '▁')))
    .join('');
}
