/** `ingest` writes and reads nothing; `read` asks and writes nothing; `admin` may do both. */
export const ROLES = ['ingest', 'read', 'admin'] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Who may ask for a route: everybody, or those with one of the roles. */
export type Access = 'public' | readonly Role[];

const WRITERS: readonly Role[] = ['ingest', 'admin'];
const READERS: readonly Role[] = ['read', 'admin'];

/**
 * Every route of the collector and who may ask for it: the one place where that is said.
 *
 * A route that is not in this table cannot be served (see `server.ts`); tests walk the table role by role.
 */
export const ROUTE_ACCESS = {
  'POST /v1/records': WRITERS,
  'GET /v1/query': READERS,
  'POST /v1/query': READERS,
  'GET /v1/tail': READERS,
  'GET /v1/ws': ROLES,
  'GET /v1/histogram': READERS,
  'GET /v1/records/:id': READERS,
  'GET /v1/records/:id/context': READERS,
  'GET /v1/fields': READERS,
  'GET /v1/complete': READERS,
  'GET /v1/explain': READERS,
  'GET /v1/stats': READERS,
  'GET /v1/session': 'public',
  'POST /v1/session': 'public',
  'DELETE /v1/session': 'public',
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': READERS,
  'GET /': 'public',
  'GET /*': 'public',
} as const satisfies Record<string, Access>;

/** A route as the table names it: method, blank, path. */
export type RouteName = keyof typeof ROUTE_ACCESS;

/** Who may say what on a connection: batches of records over a WebSocket or TCP, and tails over a WebSocket. */
export const LINK_ACCESS = { batch: WRITERS, tail: READERS } as const;

/** Tells whether a role may ask for a route. */
export function mayAccess(access: Access, role: Role | undefined): boolean {
  return access === 'public' || (role !== undefined && access.includes(role));
}
