import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Entry } from '../sink.ts';
import { examineSegment, type SegmentReport } from './examine-segment.ts';
import type { Frame } from './frame.ts';
import { isAlive, isRunName, runNames } from './run-folder.ts';
import { segmentNames, SEGMENT_SUFFIX } from './segment-name.ts';
import { stateDirectory } from './state-directory.ts';

/** One run of a spool: what one process, or the ones before it, left. */
export interface SpoolRun {
  readonly name: string;
  /** When it began, epoch milliseconds. */
  readonly startMillis: number;
  /** Whether its owner lives. What a dead run left is taken over at the transport's next start. */
  readonly alive: boolean;
  readonly segments: readonly SegmentReport[];
}

/** What a spool's folder holds. */
export interface SpoolReport {
  /** The spool's folder, which the other functions take. */
  readonly directory: string;
  /** The transport's name, as a file name, and the hash that tells destinations apart. */
  readonly key: string;
  readonly runs: readonly SpoolRun[];
  readonly segments: number;
  readonly bytes: number;
  readonly pending: number;
  /** Entries that are lost to damage. */
  readonly lost: number;
  /** Stretches of bytes that hold no entry. */
  readonly damaged: number;
  readonly oldestMillis?: number;
}

/** Reports on every spool under a state folder, `TAILRACE_STATE_DIR` or the XDG state folder by default. */
export async function listSpools(stateDirectoryPath: string = stateDirectory()): Promise<SpoolReport[]> {
  const folder = join(stateDirectoryPath, 'spool');
  const reports: SpoolReport[] = [];
  for (const key of namesIn(folder)) reports.push(await inspectSpool(join(folder, key)));
  return reports;
}

/** Reports on one spool's folder; reads all of it, changes nothing, and may run beside its owner. */
export async function inspectSpool(directory: string): Promise<SpoolReport> {
  const runs: SpoolRun[] = [];
  for (const name of runNames(directory)) {
    const segments: SegmentReport[] = [];
    for (const path of await segmentPaths(join(directory, name))) {
      const examined = await unlessGone(() => examineSegment(path));
      if (examined !== undefined) segments.push(examined.report);
    }
    runs.push({
      name,
      startMillis: Number.parseInt(name.slice(0, 9), 36),
      alive: await isAlive(directory, name),
      segments,
    });
  }
  const all = runs.flatMap(({ segments }) => segments);
  const sum = (of: (report: SegmentReport) => number): number => all.reduce((total, report) => total + of(report), 0);
  const oldestMillis = Math.min(...all.map((report) => report.oldestMillis ?? Number.POSITIVE_INFINITY));
  return {
    directory,
    key: basename(directory),
    runs,
    segments: all.length,
    bytes: sum(({ bytes }) => bytes),
    pending: sum(({ pending }) => pending),
    lost: sum(({ lost }) => lost),
    damaged: sum(({ damaged }) => damaged.length),
    ...(Number.isFinite(oldestMillis) && { oldestMillis }),
  };
}

/** What `verifySpool` answers. */
export interface SpoolVerdict {
  /** Nothing is damaged or lost; a torn last write is no damage. */
  readonly ok: boolean;
  readonly report: SpoolReport;
  /** The segments in which something is wrong. */
  readonly wrong: readonly SegmentReport[];
}

/** Looks for damage in one spool's folder; changes nothing, and may run beside its owner. */
export async function verifySpool(directory: string): Promise<SpoolVerdict> {
  const report = await inspectSpool(directory);
  const wrong = report.runs.flatMap(({ segments }) => segments.filter(isWrong));
  return { ok: wrong.length === 0, report, wrong };
}

/** Whether a segment lost something or holds bytes that are none of its entries'. */
export function isWrong({ damaged, lost }: SegmentReport): boolean {
  return damaged.length > 0 || lost > 0;
}

/** Gives every entry that is not done, oldest first; changes nothing, and may run beside the spool's owner. */
export async function* exportSpool(directory: string): AsyncGenerator<Entry, void, undefined> {
  for (const name of runNames(directory)) {
    for (const path of await segmentPaths(join(directory, name))) {
      const frames: Frame[] = [];
      await unlessGone(() => examineSegment(path, (frame) => frames.push(frame)));
      for (const { entry } of frames) yield entry;
    }
  }
}

/** The segments under a run's folder, those it was taking over included, the oldest first. */
async function segmentPaths(run: string): Promise<string[]> {
  const files = (await unlessGone(() => readdir(run, { withFileTypes: true }))) ?? [];
  const names = segmentNames(files.filter((file) => file.isFile()).map(({ name }) => name));
  const nested = files.filter((file) => file.isDirectory() && isRunName(file.name)).map(({ name }) => name);
  const paths = names.map((name) => join(run, name + SEGMENT_SUFFIX));
  for (const name of nested) paths.push(...(await segmentPaths(join(run, name))));
  return paths.sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
}

/** A file that is gone meanwhile was delivered by the spool's owner. */
async function unlessGone<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((file) => file.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
