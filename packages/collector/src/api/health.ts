import { TailraceError } from '@tailrace/core';
import type { RouteMount } from '../routes.ts';

/** `GET /healthz`: the process answers. `GET /readyz`: it is of use, since the store takes records and it isn't closing. */
export const mountHealth: RouteMount = (route, { store, health, closing }) => {
  route('GET /healthz', () => ({ status: 'ok' }));

  route('GET /readyz', async (_request, reply) => {
    const reason = closing.aborted ? 'closing' : (health.failure ?? (await storeFailure()));
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'unready', reason });
  });

  async function storeFailure(): Promise<string | undefined> {
    try {
      await store.stats();
      return undefined;
    } catch (error) {
      // Senders are served where what they send is kept until the store is back.
      const isKept = store.waiting !== undefined && error instanceof TailraceError;
      return isKept && error.code === 'TAILRACE_STORE_UNAVAILABLE' ? undefined : 'store';
    }
  }
};
