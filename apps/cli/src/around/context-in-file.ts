import { toWire } from '@tailrace/core';
import { readBatches, type ReadOptions } from '@tailrace/readers';
import { keepRaw } from '../sources/raw-lines.ts';
import { type Neighbour, Neighbourhood, type Reach } from './neighbourhood.ts';

/** The record that a line of a file belongs to, and its neighbours in the file. */
export async function* contextInFile(
  path: string,
  line: number,
  reach: Reach,
  options: ReadOptions,
  signal: AbortSignal,
): AsyncGenerator<Neighbour> {
  const around = new Neighbourhood(reach);
  let reached = false;
  for await (const entries of readBatches(path, options)) {
    for (const entry of entries) {
      if (signal.aborted) return;
      const match = line >= entry.line && line < entry.line + entry.lines;
      reached ||= match;
      const wire = toWire(entry.record);
      keepRaw(wire, entry.raw);
      const near = around.take(wire, match);
      if (reached) yield* near;
      if (reached && around.settled) return;
    }
  }
}
