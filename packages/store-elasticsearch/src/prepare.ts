import { TailraceError } from '@tailrace/core';
import { setUp } from '@tailrace/transport-elasticsearch';
import type { BackingIndexes } from './backing-indexes.ts';
import type { ColumnChoice } from './document/columns.ts';
import { isAbsentEndpoint, reasonOf, type Server, unavailable } from './server.ts';
import type { Settings } from './settings.ts';
import { addedMapping, storeTemplate } from './template.ts';

/**
 * Puts the template and the policy in place, takes over the columns of a data stream that is there, and teaches it what
 * it lacks. Doing it again tells the server of columns that were chosen since.
 *
 * @throws TailraceError `TAILRACE_STORE_UNAVAILABLE` or `TAILRACE_STORE_FAILED`.
 */
export async function prepare(
  server: Server,
  settings: Settings,
  backing: BackingIndexes,
  choice: ColumnChoice,
  report: (message: string) => void,
): Promise<void> {
  const { dataStream, rolloverDays, rolloverBytes } = settings;
  const path = `/${encodeURIComponent(dataStream)}/_mapping`;
  await backing.refuseOthers();
  await backing.refresh();
  const { status, body } = await server.must({ method: 'GET', path }, undefined, [404]);
  const findings = status === 404 ? [] : findingsOf(body);
  for (const found of findings) choice.adopt(Object.keys(found?.groups?.properties ?? {}));
  const columns = choice.names;
  const failure = await setUp(
    {
      templates: [storeTemplate(dataStream, settings.settings, columns)],
      lifecycle: { rolloverDays, rolloverBytes },
      report,
    },
    (method, to, wanted) => server.ask({ method, path: to, ...(wanted !== undefined && { body: wanted }) }),
  );
  if (failure?.status === 'retryable') throw unavailable(failure.reason);
  if (failure !== undefined) throw unavailable(`it refused the credentials (${failure.reason})`);
  if (!findings.every((found) => knows(found, columns))) {
    // An older template, or the transport's, made the indexes that there are.
    const answer = await server.ask({ method: 'PUT', path, body: addedMapping(columns) });
    if (answer.status >= 300) {
      const words = `The data stream '${dataStream}' could not be taught how records are found`;
      report(`${words} (${reasonOf(answer.body)}): queries of it are slow.`);
    }
  }
  choice.settle(columns.length);
}

function findingsOf(body: unknown): readonly (Findings | undefined)[] {
  const indexes = Object.values(body as Readonly<Record<string, { readonly mappings: Mapped }>>);
  return indexes.map(({ mappings: { properties } }) => properties?.['tailrace']?.properties as Findings | undefined);
}

function knows(found: Findings | undefined, columns: readonly string[]): boolean {
  const [groups, numbers] = [found?.groups?.properties, found?.numbers?.properties];
  return found !== undefined && columns.every((name) => groups?.[name] !== undefined && numbers?.[name] !== undefined);
}

interface Mapped {
  readonly properties?: Readonly<Record<string, Mapped | undefined>>;
}

interface Findings {
  readonly groups?: Mapped;
  readonly numbers?: Mapped;
}

/**
 * Begins a new index where the one that is written is old or large enough.
 *
 * @returns whether it did.
 */
export async function rollOver(server: Server, settings: Settings): Promise<boolean> {
  const { dataStream, rolloverDays, rolloverBytes } = settings;
  const answer = await server.ask({
    method: 'POST',
    path: `/${encodeURIComponent(dataStream)}/_rollover`,
    body: { conditions: { max_age: `${rolloverDays}d`, max_primary_shard_size: `${rolloverBytes}b` } },
  });
  if (answer.status === 404 || isAbsentEndpoint(answer)) return false;
  if (answer.status >= 300) {
    throw new TailraceError('TAILRACE_STORE_FAILED', `Elasticsearch began no new index: ${reasonOf(answer.body)}.`);
  }
  return (answer.body as { readonly rolled_over?: boolean }).rolled_over === true;
}

/**
 * Answers the most bytes of one request that every node takes; `undefined` where they do not tell.
 *
 * What is larger is not always answered with 413: the connection may be cut while the request is being sent.
 */
export async function requestLimit(server: Server): Promise<number | undefined> {
  const answer = await server.ask({
    method: 'GET',
    path: '/_nodes/http',
    query: { filter_path: 'nodes.*.http.max_content_length_in_bytes' },
  });
  if (answer.status >= 300) return undefined;
  const { nodes = {} } = answer.body as {
    readonly nodes?: Readonly<Record<string, { readonly http?: { readonly max_content_length_in_bytes?: number } }>>;
  };
  const limits = Object.values(nodes).flatMap(({ http }) => http?.max_content_length_in_bytes ?? []);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
