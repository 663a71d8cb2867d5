import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Query } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import type { SourceWord } from '../sources/open-sources.ts';

/** How a source would answer a query. */
export interface SourcePlan {
  readonly source: string;
  readonly steps: readonly string[];
}

/** A query and the time it is about. */
export interface Planned {
  readonly query: Query;
  readonly from?: number;
  readonly to?: number;
}

/** Tells how a source would answer, without asking it for records. */
export async function planOf(
  word: SourceWord,
  planned: Planned,
  sources: number,
  context: CommandContext,
): Promise<SourcePlan> {
  if (word.kind === 'file') return { source: word.path, steps: await fileSteps(word.path, planned, sources) };
  const alone = sources === 1;
  if (word.kind === 'server') {
    return {
      source: word.url,
      steps: [
        alone && planned.query.pipes.length > 0
          ? 'The server answers the whole query, pipes included; only rows come over the wire.'
          : 'The server filters; matching records come as a stream, in order of time.',
        ...hereSteps(planned, sources),
      ],
    };
  }
  const { openFolder } = await import('../sources/open-folder.ts');
  const store = await openFolder(word.path);
  try {
    const { records, segments, oldest, newest } = await store.stats();
    const span =
      oldest === undefined || newest === undefined
        ? ''
        : `, from ${new Date(oldest).toISOString()} to ${new Date(newest).toISOString()}`;
    return {
      source: word.path,
      steps: [
        `The store holds ${records.toLocaleString('en-US')} records in ${segments} segments${span}.`,
        ...outside(planned, oldest, newest),
        alone && planned.query.pipes.length > 0
          ? 'A query process reads the columns that the query names and answers with rows.'
          : 'A query process filters; matching records are read newest first unless --head asks otherwise.',
        ...hereSteps(planned, sources),
      ],
    };
  } finally {
    await store.close();
    context.signal.throwIfAborted();
  }
}

function outside({ from, to }: Planned, oldest: number | undefined, newest: number | undefined): string[] {
  const early = to !== undefined && oldest !== undefined && to <= oldest;
  const late = from !== undefined && newest !== undefined && from > newest;
  return early || late ? ['All of it lies outside of the time asked for: nothing is read.'] : [];
}

async function fileSteps(path: string, planned: Planned, sources: number): Promise<string[]> {
  const size = path === '-' ? undefined : (await stat(path)).size;
  const packed = ['.gz', '.zst'].includes(extname(path)) ? ', unpacked on the way' : '';
  const all = size === undefined ? 'Standard input is read' : `All ${size.toLocaleString('en-US')} bytes are read`;
  return [
    `${all} once, in a stream${packed}; the format is found by looking at the first lines.`,
    'Each record is tested here against the filter and the time.',
    ...hereSteps(planned, sources),
  ];
}

function hereSteps({ query }: Planned, sources: number): string[] {
  return [
    ...(sources > 1 ? ['The records of all sources are merged by time; what two of them have comes once.'] : []),
    ...(sources > 1 && query.pipes.length > 0 ? ['The pipes run here.'] : []),
  ];
}
