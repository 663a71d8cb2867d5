import { parseQuery } from '@tailrace/query';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteMount } from '../routes.ts';
import { MAX_LAST, openTail, type TailQuestion } from '../tail/open-tail.ts';
import { serverSentEvents } from '../tail/tail-form.ts';
import { clientSignal } from './client-signal.ts';
import { Parameters } from './parameters.ts';

/** `GET /v1/tail`: matching records as they are stored, as server-sent events. */
export const mountTail: RouteMount = (route, services) => {
  route('GET /v1/tail', (request, reply, caller) => {
    openTail(services, readQuestion(request, services.clock.now()), {
      caller,
      form: serverSentEvents,
      signal: clientSignal(reply),
      open: () => {
        openStream(reply);
        return reply.raw;
      },
    });
  });
};

function readQuestion(request: FastifyRequest, now: number): TailQuestion {
  const parameters = new Parameters(request.query, ['q', 'last', 'lastEventId'], now);
  const header = request.headers['last-event-id'];
  const after = (typeof header === 'string' ? header : undefined) ?? parameters.text('lastEventId');
  return {
    query: parseQuery(parameters.text('q') ?? '', { now }),
    after: after === '' ? undefined : after,
    last: parameters.integer('last', 0, MAX_LAST) ?? 0,
  };
}

/** Writes the head by hand: the framework would wait for an end that does not come. */
function openStream(reply: FastifyReply): void {
  void reply.hijack();
  reply.raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
    // Nothing follows a tail on its connection, which would only hold up the close.
    connection: 'close',
  } as Record<string, string>);
  reply.raw.write('retry: 2000\n\n');
}
