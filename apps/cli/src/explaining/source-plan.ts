import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Query } from '@tailrace/query';
import type { QueryPlan } from '@tailrace/store';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure } from '../command-failure.ts';
import { filterTextOf } from '../sources/filter-text.ts';
import { refusal, ServerClient } from '../sources/server-client.ts';
import type { SourceWord } from '../sources/open-sources.ts';
import { planSteps } from './plan-steps.ts';

/** How a source would answer a query. */
export interface SourcePlan {
  readonly source: string;
  readonly steps: readonly string[];
  /** The plan of the source itself, where it makes one. */
  readonly plan?: QueryPlan;
}

/** The part of a server's explanation that is about its store. */
interface Explained {
  readonly plan?: QueryPlan;
  readonly refused?: { readonly message: string };
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
  context: Pick<CommandContext, 'settings' | 'signal'>,
): Promise<SourcePlan> {
  if (word.kind === 'file') return { source: word.path, steps: await fileSteps(word.path, planned, sources) };
  const alone = sources === 1;
  if (word.kind === 'server') return serverPlan(word.url, planned, sources, context);
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

async function serverPlan(
  url: string,
  planned: Planned,
  sources: number,
  { settings, signal }: Pick<CommandContext, 'settings' | 'signal'>,
): Promise<SourcePlan> {
  const alone = sources === 1;
  const client = new ServerClient(url, settings.tokenFor(url));
  let explained: Explained;
  try {
    explained = await askServer(client, planned, alone, signal);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    // What the query means does not depend on a server.
    return { source: url, steps: [`It does not say how it would answer: ${error.message}`] };
  }
  const { plan, refused } = explained;
  if (refused !== undefined) return { source: url, steps: [`The server would not answer: ${refused.message}`] };
  const way =
    alone && planned.query.pipes.length > 0
      ? 'The server answers the whole query, pipes included; only rows come over the wire.'
      : 'The server filters; matching records come as a stream, in order of time.';
  const steps = [way, ...(plan === undefined ? [] : planSteps(plan)), ...hereSteps(planned, sources)];
  return { source: url, steps, ...(plan !== undefined && { plan }) };
}

async function askServer(
  client: ServerClient,
  { query, ...bounds }: Planned,
  alone: boolean,
  signal: AbortSignal,
): Promise<Explained> {
  const asked = new URLSearchParams({ q: alone ? query.source : filterTextOf(query) });
  for (const [name, at] of Object.entries(bounds)) asked.set(name, new Date(at).toISOString());
  const response = await client.send(`/v1/explain?${asked.toString()}`, { signal });
  // One that is older than its explanations still answers the query.
  if (response.status === 404) return {};
  if (!response.ok) throw refusal(client.url, response.status, await response.text());
  return (await response.json()) as Explained;
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
