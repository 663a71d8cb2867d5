// What every result says: when, where, and by which command.
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { basename } from 'node:path';

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A line about the machine and the moment. */
export function machine() {
  const name = basename(process.argv[1], '.mjs');
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0].toFixed(1);
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, ${memory} GiB, load ${load} before the end. \`pnpm bench ${name}\``;
}

/** Writes benchmarks/results/NAME.md and prints it. */
export async function writeResult(name, text) {
  await writeFile(new URL(`../results/${name}.md`, import.meta.url), text);
  console.log(text);
}
