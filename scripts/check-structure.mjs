// pnpm check: no cycle, no upward arrow, no reach into another package's files, no undeclared dependency, small files.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { filesBelow, importsOf } from './source-imports.mjs';
import { emptyNames, levelOf, maxLines } from './structure-rules.mjs';
import { packages, root } from './workspace.mjs';

const SOURCES = ['.ts', '.tsx', '.mts', '.mjs'];
const builtins = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/** Answers every breach of the floor plan as a sentence. */
export function structureProblems(all = packages()) {
  const byName = new Map(all.map((item) => [item.manifest.name, item]));
  return all.flatMap((item) => [...packageProblems(item, byName), ...cycles(item)]);
}

function packageProblems(item, byName) {
  const problems = [];
  const say = (file, words) => problems.push(`${relative(root, file)}: ${words}`);
  const level = levelOf(item.name) ?? levelOf(item.manifest.name.replace('@tailrace/', ''));
  if (level === undefined) problems.push(`${item.folder}: stands on no level; name it in scripts/structure-rules.mjs`);
  for (const group of ['src', 'test']) {
    for (const file of filesBelow(join(item.path, group), SOURCES)) {
      if (group === 'src') shape(file, item, say);
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) {
          const target = resolve(dirname(file), specifier);
          const shared = basename(target).startsWith('vitest.shared');
          if (!shared && !`${target}/`.startsWith(`${item.path}/`))
            say(file, `reaches out of its package: ${specifier}`);
        } else if (!builtins.has(specifier)) {
          judge({ file, specifier, item, level, group, byName, say });
        }
      }
    }
  }
  return problems;
}

function shape(file, item, say) {
  const lines = readFileSync(file, 'utf8').split('\n').length - 1;
  if (lines > maxLines) say(file, `${lines} lines; a file of one concept has ${maxLines} at the most`);
  const names = relative(item.path, file)
    .replace(/\.[a-z]+$/, '')
    .split('/');
  for (const name of names) if (emptyNames.includes(name)) say(file, `the name '${name}' says nothing`);
}

function judge({ file, specifier, item, level, group, byName, say }) {
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  if (name === item.manifest.name) return;
  const bundled = item.manifest.scripts?.build?.includes('vite build');
  const withDev = group === 'test' || item.manifest.private || bundled;
  const { dependencies, peerDependencies, devDependencies } = item.manifest;
  const declared = { ...dependencies, ...peerDependencies, ...(withDev ? devDependencies : {}) };
  const fromRoot = group === 'test' && ['vitest', 'fast-check', 'winston', 'logform'].includes(name);
  if (declared[name] === undefined && !fromRoot)
    say(file, `imports ${name}, which ${item.folder}/package.json does not declare`);
  const other = byName.get(name);
  if (other === undefined) return;
  const otherLevel = levelOf(other.name);
  if (group === 'src' && level !== undefined && level < 5 && otherLevel !== undefined && otherLevel >= level) {
    say(file, `points up: level ${level} imports ${name} of level ${otherLevel}`);
  }
  const subpath = `./${parts.slice(2).join('/')}`.replace(/\/$/, '');
  const entry = subpath === '.' || subpath === './' ? '.' : subpath;
  if (other.manifest.exports?.[entry] === undefined)
    say(file, `reaches into ${name}: ${specifier} is not one of its entries`);
}

/** Import cycles among a package's own files, type-only imports included. */
function cycles(item) {
  const problems = [];
  const state = new Map();
  const visit = (file, trail) => {
    if (state.get(file) === 'done') return;
    const seen = trail.indexOf(file);
    if (seen >= 0) {
      problems.push(
        `${item.folder}: cycle ${[...trail.slice(seen), file].map((path) => relative(item.path, path)).join(' → ')}`,
      );
      return;
    }
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.') && /\.[cm]?[jt]sx?$/.test(specifier)) {
        const target = resolve(dirname(file), specifier);
        if (target.startsWith(join(item.path, 'src'))) tryVisit(target, [...trail, file]);
      }
    }
    state.set(file, 'done');
  };
  const tryVisit = (target, trail) => {
    try {
      visit(target, trail);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  };
  for (const file of filesBelow(join(item.path, 'src'), SOURCES)) tryVisit(file, []);
  return problems;
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  const problems = structureProblems();
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'structure: sound' : `structure: ${problems.length} problems`);
  process.exit(problems.length === 0 ? 0 : 1);
}
