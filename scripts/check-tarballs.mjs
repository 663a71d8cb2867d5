// pnpm check: publint and attw on what would be published.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from './pack.mjs';
import { capture } from './workspace.mjs';

/** Winston's types declare more names than ES modules can import of it, and ours are the same by design. */
const BY_DESIGN = { '@tailrace/winston': ['--ignore-rules', 'named-exports'] };

export function tarballProblems() {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-pack-'));
  try {
    return packAll(folder).flatMap(({ name, file, item }) => {
      const problems = [];
      // What only builds need would double what is installed.
      if (capture('tar', ['tzf', file]).output.includes('.tsbuildinfo')) problems.push(`${name}: packs .tsbuildinfo`);
      const lint = capture('publint', ['--strict', file]);
      if (lint.status !== 0) problems.push(`${name}: publint\n${lint.output.trim()}`);
      if (item.folder.startsWith('packages')) {
        const types = capture('attw', [file, '--format', 'ascii', '--no-emoji', ...(BY_DESIGN[name] ?? [])]);
        if (types.status !== 0) problems.push(`${name}: attw\n${types.output.trim()}`);
      }
      return problems;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
