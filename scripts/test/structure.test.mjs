import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { structureProblems } from '../check-structure.mjs';
import { packages } from '../workspace.mjs';

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A package on disk: `files` by path, with what its manifest declares. */
function make(name, files, dependencies = {}) {
  const path = join(mkdtempSync(join(tmpdir(), 'tailrace-structure-')), name);
  folders.push(dirname(path));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  const manifest = { name: `@tailrace/${name}`, dependencies, exports: { '.': {}, './testing': {} } };
  return { folder: `packages/${name}`, path, name, manifest };
}

const core = () => make('core', { 'src/index.ts': 'export const one = 1;\n' });

describe('the structure check [F1]', () => {
  it('finds this workspace sound', () => {
    expect(structureProblems(packages())).toEqual([]);
  });

  it('names a cycle among a package’s files', () => {
    const item = make('query', {
      'src/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
      'src/b.ts': "import type { a } from './a.ts';\nexport type B = typeof a;\n",
    });
    expect(structureProblems([item]).join('\n')).toMatch(/cycle src\/a\.ts → src\/b\.ts → src\/a\.ts/);
  });

  it('names an arrow that points up', () => {
    const low = make(
      'delivery',
      { 'src/index.ts': "export * from '@tailrace/collector';\n" },
      { '@tailrace/collector': '*' },
    );
    const high = make('collector', { 'src/index.ts': 'export {};\n' });
    expect(structureProblems([low, high]).join('\n')).toMatch(
      /points up: level 1 imports @tailrace\/collector of level 4/,
    );
  });

  it('names an arrow between neighbours of one level', () => {
    const one = make(
      'query',
      { 'src/index.ts': "export * from '@tailrace/delivery';\n" },
      { '@tailrace/delivery': '*' },
    );
    const other = make('delivery', { 'src/index.ts': 'export {};\n' });
    expect(structureProblems([one, other]).join('\n')).toMatch(/points up/);
  });

  it('names a reach into another package’s files, by name or by path', () => {
    const deep = make(
      'query',
      { 'src/index.ts': "export * from '@tailrace/core/src/index.ts';\n" },
      { '@tailrace/core': '*' },
    );
    const away = make('delivery', { 'src/index.ts': "export * from '../../core/src/index.ts';\n" });
    const problems = structureProblems([deep, away, core()]).join('\n');
    expect(problems).toMatch(/reaches into @tailrace\/core/);
    expect(problems).toMatch(/reaches out of its package/);
  });

  it('names a dependency that is not declared', () => {
    const item = make('query', { 'src/index.ts': "import undici from 'undici';\nexport default undici;\n" });
    expect(structureProblems([item]).join('\n')).toMatch(/imports undici, which .* does not declare/);
  });

  it('names a file that is too long or whose name says nothing', () => {
    const item = make('query', { 'src/long.ts': '\n'.repeat(301), 'src/utils.ts': '\n' });
    const problems = structureProblems([item]).join('\n');
    expect(problems).toMatch(/301 lines/);
    expect(problems).toMatch(/the name 'utils' says nothing/);
  });

  it('does not take code that is made from a template for an import', () => {
    const made = make('query', { 'src/a.ts': "export const code = (name: string) => `require('${name}')`;\n" });
    expect(structureProblems([made])).toEqual([]);
  });

  it('does not take a comment for an import', () => {
    const item = make('query', {
      'src/index.ts': "// import x from 'undici';\n/* import y from 'ws'; */\nexport {};\n",
    });
    expect(structureProblems([item])).toEqual([]);
  });
});
