// Draws docs/architecture.md's picture from the rule file of the structure check and the packages' own manifests.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { levelOf, levels } from './structure-rules.mjs';
import { packages, root } from './workspace.mjs';

const START = '<!-- picture: made by pnpm check --update -->';
const END = '<!-- /picture -->';

function picture() {
  const all = packages().filter(({ name }) => levelOf(name) !== undefined && !/^(example|benchmarks)/.test(name));
  const names = new Map(all.map((item) => [item.manifest.name, item.name]));
  const lines = ['```mermaid', 'flowchart BT'];
  for (const { level, title } of levels) {
    const here = all.filter(({ name }) => levelOf(name) === level);
    if (here.length === 0) continue;
    lines.push(`  subgraph level${level}["${level} · ${title}"]`, ...here.map(({ name }) => `    ${name}`), '  end');
  }
  for (const { name, manifest } of all) {
    const below = Object.keys(manifest.dependencies ?? {}).filter(
      (other) => names.has(other) && other !== '@tailrace/core',
    );
    for (const other of below) lines.push(`  ${name} --> ${names.get(other)}`);
  }
  lines.push('```', '', 'Every package may use `core`; those arrows are left out.', '');
  const rows = all
    .map(
      ({ name, manifest, folder }) =>
        `| ${levelOf(name)} | [\`${manifest.name}\`](../${folder}) | ${manifest.description} |`,
    )
    .sort();
  return [...lines, '| level | package | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Answers the documents whose picture is out of date, after drawing it anew if asked to. */
export function stalePictures(update) {
  const file = join(root, 'docs', 'architecture.md');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : `${START}\n${END}\n`;
  const drawn = text.replace(new RegExp(`${START}[\\s\\S]*${END}`), () => `${START}\n\n${picture()}\n\n${END}`);
  if (drawn === text) return [];
  if (update) writeFileSync(file, drawn);
  return ['docs/architecture.md'];
}
