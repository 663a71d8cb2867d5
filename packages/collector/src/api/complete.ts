import { complete } from '@tailrace/query';
import type { RouteMount } from '../routes.ts';
import { FieldHints } from './field-hints.ts';
import { OncePer } from './once-per.ts';
import { measure } from './measure.ts';
import { Parameters } from './parameters.ts';

const MAX_OFFSET = 1_000_000;

/** Each keystroke asks: who does is noted once in this time. */
const NOTE_MILLIS = 60_000;

/** `GET /v1/complete`: what could stand at the caret. */
export const mountComplete: RouteMount = (route, services) => {
  const { store, audit, clock } = services;
  const notes = new OncePer(clock, NOTE_MILLIS);
  const hints = new FieldHints(store, clock);
  route(
    'GET /v1/complete',
    measure(services, 'complete', async (request, _reply, caller) => {
      const parameters = new Parameters(request.query, ['q', 'cursor'], clock.now());
      const text = parameters.text('q') ?? '';
      const cursor = parameters.integer('cursor', 0, MAX_OFFSET) ?? text.length;
      if (notes.admits(`${caller.identity.name} ${caller.address}`))
        audit.note({ action: 'complete', caller, target: text });
      return { items: complete(text, cursor, { fields: await hints.read() }) };
    }),
  );
};
