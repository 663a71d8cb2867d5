// The public surface of every published package, one file each under etc/: a change of it shows in the diff.
// `pnpm check --update` writes them anew. TypeScript 7 has no JavaScript interface, so the emitted declarations are read.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { packages, root } from './workspace.mjs';

/** Answers the packages whose report is out of date, after writing them if asked to. */
export function staleReports(update) {
  return packages()
    .filter(({ folder, manifest }) => folder.startsWith('packages') && manifest.main)
    .filter((item) => {
      const file = join(root, 'etc', `${item.name}.api.md`);
      const report = reportOf(item);
      if (existsSync(file) && readFileSync(file, 'utf8') === report) return false;
      if (update) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, report);
      }
      return true;
    })
    .map(({ name }) => name);
}

function reportOf(item) {
  const entries = Object.entries(item.manifest.exports).filter(([, target]) => typeof target === 'object');
  const parts = entries.map(([entry, target]) => {
    const declarations = declarationsOf(resolve(item.path, target.types), new Set());
    return `## ${entry === '.' ? item.manifest.name : `${item.manifest.name}/${entry.slice(2)}`}\n\n\`\`\`ts\n${declarations}\n\`\`\`\n`;
  });
  return `# API of ${item.manifest.name}\n\nMade by \`pnpm check --update\`; do not edit.\n\n${parts.join('\n')}`;
}

/** The declarations of a .d.ts file and of all that it re-exports with `export *`, without comments. */
function declarationsOf(file, seen) {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const out = [];
  for (const line of text.split('\n')) {
    const star = /^export (?:type )?\* from '(\..+)';/.exec(line);
    if (star) out.push(declarationsOf(resolve(dirname(file), star[1].replace(/\.[jt]s$/, '.d.ts')), seen));
    else if (!/^(import .*|\s*|export \{\};|\/\/.*)$/.test(line)) out.push(line);
  }
  const body = out.filter((part) => part !== '').join('\n');
  const isIndex = /^index\.d\.ts$/.test(relative(dirname(file), file));
  return isIndex || body === ''
    ? body
    : `// ${relative(root, file)
        .replace(/^packages\/[^/]+\/dist\//, '')
        .replace(/\.d\.ts$/, '')}\n${body}\n`;
}
