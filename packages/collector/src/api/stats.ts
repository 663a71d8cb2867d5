import type { RouteMount } from '../routes.ts';

/** `GET /v1/stats`: what the store holds, and what it found damaged. */
export const mountStats: RouteMount = (route, { store }) => {
  route('GET /v1/stats', async () => ({ store: store.name, ...(await store.stats()) }));
};
