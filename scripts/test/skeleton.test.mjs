import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { kindNames, skeletonFiles } from '../skeleton/index.mjs';
import { capture, root } from '../workspace.mjs';

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes a new package beside the benchmarks, which have every dependency that it needs. */
function write(kind) {
  const folder = mkdtempSync(join(root, 'benchmarks', '.skeleton-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(skeletonFiles(kind, 'two-words'))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // Its neighbours are not beside it here.
  const { references: _, ...config } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return folder;
}

describe.each(kindNames)('pnpm new %s', (kind) => {
  it('writes a package whose types are right and whose contract test passes', () => {
    const folder = write(kind);
    const types = capture('tsc', ['-p', join(folder, 'tsconfig.test.json')]);
    expect(types.output).toBe('');
    const tests = capture('vitest', ['run', '--root', folder]);
    expect(tests.output).toMatch(/Tests .*passed/);
    expect(tests.status, tests.output).toBe(0);
  });
});
