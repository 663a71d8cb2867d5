import { TailraceError } from '@tailrace/core';
import { setUp } from '@tailrace/transport-elasticsearch';
import type { BackingIndexes } from './backing-indexes.ts';
import type { ColumnChoice } from './document/columns.ts';
import { isAbsentEndpoint, reasonOf, type Server, unavailable } from './server.ts';
import type { Settings } from './settings.ts';
import { ADDED_MAPPING, storeTemplate } from './template.ts';

/**
 * Puts the template and the policy in place, teaches a data stream that is there already what records are found by, and
 * takes over its columns.
 *
 * @throws TailraceError `TAILRACE_STORE_UNAVAILABLE` or `TAILRACE_STORE_FAILED`.
 */
export async function prepare(
  server: Server,
  settings: Settings,
  backing: BackingIndexes,
  choice: ColumnChoice,
): Promise<void> {
  const { dataStream, rolloverDays, rolloverBytes } = settings;
  const report = (message: string): void =>
    settings.diagnostics.report({ name: 'sink.setup', source: 'elasticsearch', message });
  const failure = await setUp(
    { templates: [storeTemplate(dataStream, settings.settings)], lifecycle: { rolloverDays, rolloverBytes }, report },
    (method, path, body) => server.ask({ method, path, ...(body !== undefined && { body }) }),
  );
  if (failure?.status === 'retryable') throw unavailable(failure.reason);
  if (failure !== undefined) throw unavailable(`it refused the credentials (${failure.reason})`);
  await backing.refresh();
  if (backing.written !== undefined) await teach(server, dataStream, choice, report);
}

/** An older template may have made the indexes that there are: what they lack is added. */
async function teach(
  server: Server,
  dataStream: string,
  choice: ColumnChoice,
  report: (message: string) => void,
): Promise<void> {
  const path = `/${encodeURIComponent(dataStream)}/_mapping`;
  const { body } = await server.must({ method: 'GET', path });
  const mappings = Object.values(body as Readonly<Record<string, { readonly mappings: Mappings }>>);
  for (const {
    mappings: { properties },
  } of mappings) {
    choice.adopt(Object.keys(properties?.['tailrace']?.properties?.['groups']?.properties ?? {}));
  }
  if (mappings.every(({ mappings: { properties } }) => properties?.['tailrace'] !== undefined)) return;
  const answer = await server.ask({ method: 'PUT', path, body: ADDED_MAPPING });
  if (answer.status < 300) return;
  report(
    `The data stream '${dataStream}' could not be taught how records are found (${reasonOf(answer.body)}): queries of it are slow.`,
  );
}

interface Mapped {
  readonly properties?: Readonly<Record<string, Mapped | undefined>>;
}
type Mappings = Mapped;

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
