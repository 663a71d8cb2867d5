import { type Server, unavailable } from './server.ts';

/**
 * Deletes documents of an index by their ids; resolves when all of them are gone.
 *
 * @throws TailraceError `TAILRACE_STORE_UNAVAILABLE` where the server deleted a part only: it may be busy.
 */
export async function deleteDocuments(
  server: Server,
  index: string,
  ids: readonly string[],
  query: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const lines = ids.map((id) => `${JSON.stringify({ delete: { _index: index, _id: id } })}\n`);
  const { body } = await server.must({
    method: 'POST',
    path: '/_bulk',
    query: { ...query, filter_path: 'errors' },
    bulk: Buffer.from(lines.join('')),
  });
  if ((body as { readonly errors?: boolean } | undefined)?.errors === true) throw unavailable('it deleted a part only');
}
