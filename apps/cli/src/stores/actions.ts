import { parseDuration } from '@tailrace/query';
import { openDuckdbStore, repairFolder, restoreBackup, type StoreReader } from '@tailrace/store-duckdb';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { openFolder } from '../sources/open-folder.ts';
import { count, progressBar, report, size } from './report.ts';

interface StoreAction {
  /** What it is given, as people read it. */
  readonly places: readonly string[];
  readonly run: (places: readonly string[], given: Given, context: CommandContext) => Promise<number>;
}

/** What `tailrace store` can do. */
export const STORE_ACTIONS: Readonly<Record<string, StoreAction>> = {
  stats: { places: ['a FOLDER'], run: stats },
  verify: { places: ['a FOLDER'], run: verify },
  compact: { places: ['a FOLDER'], run: compact },
  backup: { places: ['a FOLDER', 'a TARGET'], run: backup },
  restore: { places: ['a BACKUP', 'a FOLDER'], run: restore },
  archive: { places: ['a FOLDER', 'a TARGET'], run: archive },
  repair: { places: ['a FOLDER'], run: repair },
};

/** Nothing is deleted for its age by somebody who only looks after a folder. */
const KEEP_ALL = 'all forever';

async function stats([folder = '']: readonly string[], given: Given, context: CommandContext): Promise<number> {
  return reading(folder, async (store) => {
    const answer = await store.stats();
    const { records, bytes, segments, oldest, newest, archived, removed, damaged } = answer;
    const time = (millis: number) => new Date(millis).toISOString();
    const words = [`${folder}: ${count(records)} records, ${size(bytes)} here, ${count(segments)} segments`];
    if (oldest !== undefined && newest !== undefined) words.push(`  from ${time(oldest)} to ${time(newest)}`);
    if (archived !== undefined)
      words.push(`  in the archive: ${count(archived.records)} records, ${size(archived.bytes)}`);
    if (removed !== undefined && removed.records > 0)
      words.push(`  removed by retention: ${count(removed.records)} records, ${size(removed.bytes)}`);
    await report(answer, words, damaged, given, context);
    return exitFor(damaged.length === 0);
  });
}

async function verify([folder = '']: readonly string[], given: Given, context: CommandContext): Promise<number> {
  return reading(folder, async (store) => {
    const { checked, problems } = await store.verify();
    const { damaged } = await store.stats();
    const known = new Set(problems.map(({ file }) => file));
    const all = [...problems, ...damaged.filter(({ file }) => !known.has(file))];
    const ok = all.length === 0;
    const words = [`${folder}: ${ok ? 'whole' : 'damaged'}, ${count(checked)} files checked`];
    await report({ ok, checked, problems: all }, words, all, given, context);
    return exitFor(ok);
  });
}

async function compact([folder = '']: readonly string[], given: Given, context: CommandContext): Promise<number> {
  const store = await openDuckdbStore({ directory: folder, retention: KEEP_ALL });
  try {
    const before = await store.stats();
    await store.compact();
    const { records, bytes, segments, damaged } = await store.stats();
    const words = [
      `${folder}: ${count(records)} records in ${count(segments)} segments, ${size(before.bytes)} before, ${size(bytes)} now`,
    ];
    const ok = damaged.length === 0;
    await report({ ok, records, segments, bytesBefore: before.bytes, bytes, damaged }, words, damaged, given, context);
    return exitFor(ok);
  } finally {
    await store.close();
  }
}

async function backup(
  [folder = '', target = '']: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<number> {
  const keep = numberOf(given, 'keep');
  return reading(folder, async (store) => {
    const answer = await store.backup(target, {
      signal: context.signal,
      onProgress: progressBar('backup', context),
      ...(keep !== undefined && { keep }),
    });
    const { number, records, bytes, copiedFiles, copiedBytes, problems } = answer;
    const words = [
      `${target}: backup ${number} with ${count(records)} records, ${size(bytes)}; ${count(copiedFiles)} files, ${size(copiedBytes)} were new`,
    ];
    await report(answer, words, problems, given, context);
    return exitFor(answer.ok);
  });
}

async function restore(
  [from = '', folder = '']: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<number> {
  const number = numberOf(given, 'number');
  const answer = await restoreBackup(from, folder, {
    signal: context.signal,
    onProgress: progressBar('restore', context),
    ...(number !== undefined && { number }),
  });
  const made = new Date(answer.createdAt).toISOString();
  const words = [
    `${folder}: backup ${answer.number} of ${made}, ${count(answer.records)} records in ${count(answer.files)} files`,
  ];
  await report(answer, words, answer.problems, given, context);
  return exitFor(answer.ok);
}

async function archive(
  [folder = '', target = '']: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<number> {
  const age = given.text('older-than') ?? '7d';
  const olderThanMillis = parseDuration(age);
  if (olderThanMillis === undefined || olderThanMillis < 0)
    throw usageFailure(`--older-than takes an age like 30d or 12h, not '${age}'.`);
  const store = await openDuckdbStore({
    directory: folder,
    retention: KEEP_ALL,
    archive: { to: target, olderThanMillis, adopt: given.flag('adopt') },
  });
  try {
    await store.compact();
    const moved = await store.archive();
    const { archived, damaged } = await store.stats();
    const words = [
      `${target}: ${count(moved.records)} records were moved, ${size(moved.bytes)}; ${count(archived?.records ?? 0)} are there`,
    ];
    const ok = damaged.length === 0;
    await report({ ok, moved, archived, damaged }, words, damaged, given, context);
    return exitFor(ok);
  } finally {
    await store.close();
  }
}

async function repair([folder = '']: readonly string[], given: Given, context: CommandContext): Promise<number> {
  const answer = await repairFolder(folder);
  const { records, checked, damaged } = answer;
  const words = [`${folder}: ${count(records)} records are served, ${count(checked)} files checked`];
  await report(answer, words, damaged, given, context);
  return exitFor(damaged.length === 0);
}

async function reading(folder: string, work: (store: StoreReader) => Promise<number>): Promise<number> {
  const store = await openFolder(folder);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function numberOf(given: Given, name: string): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw usageFailure(`--${name} takes a whole number from 1, not '${text}'.`);
}

function exitFor(ok: boolean): number {
  return ok ? EXIT_CODES.found.code : EXIT_CODES.damage.code;
}
