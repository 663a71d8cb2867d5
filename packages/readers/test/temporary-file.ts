import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is removed after the tests of a file. */
export const folder = mkdtempSync(join(tmpdir(), 'tailrace-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file in it, last changed when it is said. */
export function file(name: string, content: string | Uint8Array, changed?: Date): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  if (changed !== undefined) utimesSync(path, changed, changed);
  return path;
}
