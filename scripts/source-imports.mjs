// Reads which modules a source file imports. Comments and strings that merely look like imports are skipped.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\brequire(?:\.resolve)?\(\s*['"]([^'"]+)['"]\s*\)/g;

export function importsOf(file) {
  const text = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
  const found = Array.from(text.matchAll(IMPORT), (match) => match[1] ?? match[2] ?? match[3] ?? match[4]);
  // A name with a place to fill in stands in a template of code that is written by this file.
  return found.filter((specifier) => !specifier.includes('${'));
}

/** Every file below a folder with one of the endings; answers nothing for a folder that is not there. */
export function filesBelow(folder, endings) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesBelow(path, endings);
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : [];
  });
}
