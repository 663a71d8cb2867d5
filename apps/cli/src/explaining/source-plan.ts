import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Query } from '@tailrace/query';
import type { QueryPlan } from '@tailrace/store';
import type { SourceWord } from '../sources/open-sources.ts';
import { planSteps } from './plan-steps.ts';

/** How a source would answer a query. */
export interface SourcePlan {
  readonly source: string;
  readonly steps: readonly string[];
  /** The plan of the source itself, where it makes one. */
  readonly plan?: QueryPlan;
}

/** A query and the time it is about. */
export interface Planned {
  readonly query: Query;
  readonly from?: number;
  readonly to?: number;
}

/** Tells how a source would answer, without asking it for records. */
export async function planOf(word: SourceWord, planned: Planned, sources: number): Promise<SourcePlan> {
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
    const alonePipes = alone ? planned.query.pipes : [];
    const { query, ...bounds } = planned;
    const plan = await store.explain?.({ filter: query.filter, pipes: alonePipes, ...bounds });
    if (plan !== undefined) {
      return { source: word.path, steps: [...planSteps(plan), ...hereSteps(planned, sources)], plan };
    }
    return { source: word.path, steps: ['The store answers; it does not say how.', ...hereSteps(planned, sources)] };
  } finally {
    await store.close();
  }
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
