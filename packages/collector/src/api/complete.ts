import { complete } from '@tailrace/query';
import type { RouteMount } from '../routes.ts';
import { FieldHints } from './field-hints.ts';
import { measure } from './measure.ts';
import { Parameters } from './parameters.ts';

const MAX_OFFSET = 1_000_000;

/** `GET /v1/complete`: what could stand at the caret. */
export const mountComplete: RouteMount = (route, services) => {
  const { store, clock } = services;
  const hints = new FieldHints(store, clock);
  route(
    'GET /v1/complete',
    measure(services, 'complete', async (request) => {
      const parameters = new Parameters(request.query, ['q', 'cursor'], clock.now());
      const text = parameters.text('q') ?? '';
      const cursor = parameters.integer('cursor', 0, MAX_OFFSET) ?? text.length;
      return { items: complete(text, cursor, { fields: await hints.read() }) };
    }),
  );
};
