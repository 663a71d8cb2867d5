import { type DiagnosticsEvent } from '@tailrace/core';
import { FakeClock, recordedDiagnostics } from '@tailrace/core/testing';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Entry } from '../../src/sink.ts';
import { openSpool } from '../../src/spool/spool.ts';
import type { Spool, SpooledEntry } from '../../src/spool/spool-contract.ts';
import type { OpenSpoolOptions } from '../../src/spool/spool-options.ts';

const folders: string[] = [];
const spools: Spool[] = [];

afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  // The long form opens thousands of spools in one test.
}, 180_000);

/** A folder of its own for a test, gone after it. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spool-test-'));
  folders.push(folder);
  return folder;
}

export const everything = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

export interface OpenSpool {
  readonly spool: Spool;
  readonly events: DiagnosticsEvent[];
  readonly clock: FakeClock;
}

/** Opens a spool in a folder, on a clock of its own; closed after the test. */
export async function open(directory: string, options: Partial<OpenSpoolOptions> = {}): Promise<OpenSpool> {
  const { diagnostics, events } = recordedDiagnostics();
  const clock = new FakeClock();
  const spool = await openSpool({ directory, name: 'test', destination: 'here', clock, diagnostics, ...options });
  spools.push(spool);
  return { spool, events, clock };
}

/** Entries numbered from `from`, told apart by their id and body. */
export function entries(count: number, from = 0, severity = 9): Entry[] {
  return Array.from({ length: count }, (_, index) => entry(from + index, severity));
}

export function entry(number: number, severity = 9): Entry {
  const id = `id-${number}`;
  return { id, timestamp: Date.UTC(2026, 0, 1) + number, severity, route: '', body: `{"n":${number},"text":"grüße"}` };
}

export function ids(read: readonly SpooledEntry[]): string[] {
  return read.map(({ entry: { id } }) => id);
}

export function range(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `id-${from + index}`);
}

/** What is left on disk, as if the process had died now: a copy, whose socket nobody listens to. */
export function crash(directory: string): string {
  for (;;) {
    const copy = newFolder();
    try {
      cpSync(directory, copy, { recursive: true, filter: (source) => !source.endsWith('owner') });
      return copy;
    } catch (error) {
      // The spool took a file away under the copy, so what was copied never stood there at one moment.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** All files under a folder whose names end so. */
export function filesOf(directory: string, suffix: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(suffix))
    .sort()
    .map((file) => join(directory, file));
}
