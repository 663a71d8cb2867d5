import { parseQuery } from '@tailrace/query';
import type { RouteMount } from '../routes.ts';
import { clientSignal } from './client-signal.ts';
import { measure } from './measure.ts';
import { Parameters } from './parameters.ts';

const MAX_VALUES = 1000;

/** `GET /v1/fields`: which fields the matching records have, and their most frequent values. */
export const mountFields: RouteMount = (route, services) => {
  const { store, audit, clock } = services;
  route(
    'GET /v1/fields',
    measure(services, 'fields', async (request, reply, caller) => {
      const now = clock.now();
      const parameters = new Parameters(request.query, ['q', 'from', 'to', 'values'], now);
      const from = parameters.time('from');
      const to = parameters.time('to');
      const values = parameters.integer('values', 0, MAX_VALUES);
      const { filter, source } = parseQuery(parameters.text('q') ?? '', { now });
      audit.note({ action: 'fields', caller, target: source });
      const fields = await store.fields(
        {
          filter,
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          ...(values !== undefined && { values }),
        },
        { signal: clientSignal(reply) },
      );
      return { fields };
    }),
  );
};
