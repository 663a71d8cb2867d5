import { writeSync } from 'node:fs';
import { inspect } from 'node:util';

/** Writes what Node writes of an error that ends the process, but for the line of source above it. */
export function printUncaught(error: unknown): void {
  try {
    const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
    const colors = process.stderr.isTTY && process.stderr.hasColors();
    const text = isObject ? inspect(error, { colors }) : String(error);
    writeSync(process.stderr.fd, `${text}\n\nNode.js ${process.version}\n`);
  } catch {
    // There is nowhere else to write to.
  }
}
