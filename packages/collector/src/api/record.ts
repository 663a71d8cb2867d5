import { TailraceError } from '@tailrace/core';
import type { FastifyRequest } from 'fastify';
import type { RouteMount } from '../routes.ts';
import { measure } from './measure.ts';
import { Parameters } from './parameters.ts';

const DEFAULT_AROUND = 20;
const MAX_AROUND = 500;

/** `GET /v1/records/:id` and what stands around it. */
export const mountRecord: RouteMount = (route, services) => {
  const { store, audit, clock } = services;

  route(
    'GET /v1/records/:id',
    measure(services, 'record', async (request, _reply, caller) => {
      const id = idOf(request);
      audit.note({ action: 'record', caller, target: id });
      return (await store.get(id)) ?? missing(id);
    }),
  );

  route(
    'GET /v1/records/:id/context',
    measure(services, 'context', async (request, _reply, caller) => {
      const id = idOf(request);
      const parameters = new Parameters(request.query, ['before', 'after'], clock.now());
      const before = parameters.integer('before', 0, MAX_AROUND) ?? DEFAULT_AROUND;
      const after = parameters.integer('after', 0, MAX_AROUND) ?? DEFAULT_AROUND;
      audit.note({ action: 'context', caller, target: id });
      return { records: (await store.context(id, { before, after })) ?? missing(id) };
    }),
  );
};

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}

function missing(id: string): never {
  throw new TailraceError('TAILRACE_NOT_FOUND', `There is no record ${JSON.stringify(id.slice(0, 100))}.`);
}
