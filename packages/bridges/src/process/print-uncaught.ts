import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { isError } from '@tailrace/core';

/** Writes what Node writes of an error that ends the process, but for the line of source above it. */
export function printUncaught(error: unknown): void {
  try {
    const shown = inspect(error);
    const text = isError(error) ? shown : `Uncaught:\n${shown}`;
    writeSync(process.stderr.fd, `${text}\n\nNode.js ${process.version}\n`);
  } catch {
    // There is nowhere else to write to.
  }
}
