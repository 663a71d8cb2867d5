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
  // A pattern stands for files that are entries of their own elsewhere.
  const entries = Object.entries(item.manifest.exports).filter(
    ([entry, target]) => typeof target === 'object' && !entry.includes('*'),
  );
  const parts = entries.map(([entry, target]) => {
    const declarations = declarationsOf(resolve(item.path, target.types), new Set());
    return `## ${entry === '.' ? item.manifest.name : `${item.manifest.name}/${entry.slice(2)}`}\n\n\`\`\`ts\n${declarations}\n\`\`\`\n`;
  });
  return `# API of ${item.manifest.name}\n\nMade by \`pnpm check --update\`; do not edit.\n\n${parts.join('\n')}`;
}

/** The declarations of a .d.ts file and of what it re-exports, without comments; `names` picks some. */
function declarationsOf(file, seen, names) {
  const key = names === undefined ? file : `${file} ${names.join()}`;
  if (seen.has(key)) return '';
  seen.add(key);
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  // Where one thing is exported as a whole, what it is made of is declared beside it.
  const isWhole = /^export = /m.test(text);
  const out = [];
  const own = [];
  for (const chunk of chunksOf(text)) {
    const from = /^export (?:type )?(?:\*|\{([^}]*)\}) from '(\..+)';/.exec(chunk);
    if (from !== null) {
      const target = resolve(dirname(file), from[2].replace(/\.[jt]s$/, '.d.ts'));
      const picked = from[1]
        ?.split(',')
        .map(
          (word) =>
            word
              .trim()
              .replace(/^type /, '')
              .split(' as ')[0],
        )
        .filter(Boolean);
      const wanted = names === undefined ? picked : (picked ?? names).filter((name) => names.includes(name));
      out.push(declarationsOf(target, seen, wanted));
    } else if (
      (isDeclaration(chunk) || (isWhole && /^declare\b/.test(chunk))) &&
      (names === undefined || names.includes(nameOf(chunk)))
    ) {
      own.push(chunk.trimEnd().replace(/\n\s*\n/g, '\n'));
    }
  }
  if (own.length > 0)
    out.unshift(
      `// ${relative(root, file)
        .replace(/^packages\/[^/]+\/dist\//, '')
        .replace(/\.d\.ts$/, '')}\n${own.join('\n')}`,
    );
  return out.filter((part) => part !== '').join('\n');
}

/** Top-level statements: each begins at the left edge. */
function chunksOf(text) {
  return text.split(/\n(?=(?:export|declare|import|interface|type|class|abstract)\b)/);
}

function isDeclaration(chunk) {
  return /^export (?!\{)/.test(chunk);
}

function nameOf(chunk) {
  return /^export (?:declare )?(?:default )?(?:abstract )?(?:class|interface|type|const|function|let|enum)\s+(\w+)/.exec(
    chunk,
  )?.[1];
}
