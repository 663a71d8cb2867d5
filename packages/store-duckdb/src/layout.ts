import { mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where everything lies in a store's folder; all names relative to it are kept with `/`. */
export interface Layout {
  readonly root: string;
  readonly hot: string;
  readonly segments: string;
  readonly rejected: string;
  readonly damaged: string;
  /** What is known of archived segments, by day. */
  readonly archived: string;
  /** Archived segments that were fetched for a query. */
  readonly fetched: string;
  readonly catalog: string;
  readonly books: string;
}

/** Answers the paths of a store's folder. */
export function layoutOf(root: string): Layout {
  return {
    root,
    hot: join(root, 'hot'),
    segments: join(root, 'seg'),
    rejected: join(root, 'rejected'),
    damaged: join(root, 'damaged'),
    archived: join(root, 'archived'),
    fetched: join(root, 'fetched'),
    catalog: join(root, 'catalog.json'),
    books: join(root, 'books.json'),
  };
}

/** Makes the folders of a store. */
export async function makeFolders(layout: Layout): Promise<void> {
  for (const folder of [layout.hot, layout.segments, layout.rejected, layout.damaged]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}

/** A sequence number as files are named by: eight digits, so that names sort. */
export function sequenceName(sequence: number): string {
  return String(sequence).padStart(8, '0');
}

/** `00000042.jsonl` */
export function hotName(sequence: number): string {
  return `${sequenceName(sequence)}.jsonl`;
}

/** Reads the sequence number of a hot file's name. */
export function sequenceOfHot(name: string): number | undefined {
  const match = /^(\d{8,})\.jsonl$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** The write-ahead files that a segment was made of, first and last. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
  /** How many times it was written anew, with fewer records each time; absent for the first time. */
  readonly generation?: number;
}

/** `00000041`, `00000041-00000077` for a segment merged from several, `00000041.2` for one written anew twice. */
export function segmentStem({ first, last, generation = 0 }: SequenceRange): string {
  const range = first === last ? sequenceName(first) : `${sequenceName(first)}-${sequenceName(last)}`;
  return generation === 0 ? range : `${range}.${generation}`;
}

/** Reads the range of a segment file's name, `.parquet` or `.idx`. */
export function rangeOfSegment(name: string): SequenceRange | undefined {
  const match = /^(\d{8,})(?:-(\d{8,}))?(?:\.([1-9]\d{0,8}))?\.(?:parquet|idx)$/.exec(name);
  if (match === null) return undefined;
  const first = Number(match[1]);
  return {
    first,
    last: match[2] === undefined ? first : Number(match[2]),
    ...(match[3] !== undefined && { generation: Number(match[3]) }),
  };
}

/** The UTC day that a segment is filed under. */
export function dayOf(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}

/** One file below a folder. */
export interface Listed {
  readonly folder: string;
  readonly name: string;
}

/** Lists `seg/<day>/*`, sorted by day and name; an absent folder is empty. */
export async function listSegmentFiles(layout: Layout): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const day of await namesIn(layout.segments)) {
    const folder = join(layout.segments, day);
    for (const name of await namesIn(folder)) found.push({ folder, name });
  }
  return found;
}

/** Sorted names in a folder; none where it is absent or no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** Makes renames and new names in a folder survive a power cut; systems that cannot sync a folder are left alone. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Renames a file whose bytes are already synced, and syncs the folder. */
export async function publish(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Writes a small file so that it is always whole: the old one or the new one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  await writeFile(temporary, text, { mode: 0o600, flush: true });
  await publish(temporary, path);
}

/** Whether an error is a system error of that code. */
export function isCode(error: unknown, code: string): boolean {
  // Under Jest, what the file system throws is no Error of this realm.
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}
