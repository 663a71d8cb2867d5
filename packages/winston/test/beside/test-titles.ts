import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestName } from './scenario.ts';

const PACKAGES = join(__dirname, '../../..');

/** Answers what is wrong with the name of a test; undefined where there is such a test. */
export function missingTest({ file, title }: TestName): string | undefined {
  const path = join(PACKAGES, file);
  if (!existsSync(path)) return `There is no file ${file}.`;
  return readFileSync(path, 'utf8').includes(title) ? undefined : `${file} has no test '${title}'.`;
}
