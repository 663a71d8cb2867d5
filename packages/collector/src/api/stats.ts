import type { RouteMount } from '../routes.ts';

/** `GET /v1/stats`: what the store holds, what it found damaged, and what waits for it. */
export const mountStats: RouteMount = (route, { store }) => {
  route('GET /v1/stats', async () => {
    const waiting = store.waiting?.();
    return { store: store.name, ...(await store.stats()), ...(waiting !== undefined && { waiting }) };
  });
};
