import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { read } from './lines.ts';

const FIXTURE = join(__dirname, 'fixtures/held-at-exit.cjs');

it.each([
  ['exit', 3, null],
  ['nothing', 0, null],
  ['signal', null, 'SIGTERM'],
  ['throw', 1, null],
] as const)('what filters hold back is on disk when the process ends by %s [X2, F6]', (ending, status, signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-held-'));
  try {
    const file = join(folder, 'app.log');
    const ended = spawnSync(process.execPath, [FIXTURE, file, ending], { timeout: 15_000 });
    expect([ended.status, ended.signal]).toEqual([status, signal]);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const messages = read(lines).map(({ message }) => message);
    expect(new Set(messages)).toEqual(new Set(['held', 'held by the child']));
    expect(messages).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
