import Fastify, { type FastifyInstance } from 'fastify';
import type { Guard } from './access/guard.ts';
import { setSecurityHeaders } from './access/headers.ts';
import { type Access, type RouteName, ROUTE_ACCESS } from './access/roles.ts';
import { failureOf, sendFailure } from './api/failure.ts';
import type { Caller } from './access/caller.ts';
import type { AddRoute, RouteMount } from './routes.ts';
import type { Services } from './services.ts';

/** Bodies of everything but ingest: a query or a token. */
const MAX_QUESTION_BYTES = 256 * 1024;

/** A client that takes longer to send its request is not slow but broken. */
const REQUEST_TIMEOUT_MILLIS = 5 * 60_000;

/** What has no answer that a head could stand for. */
const ENDLESS: ReadonlySet<RouteName> = new Set(['GET /v1/tail', 'GET /v1/ws']);

/** What serves which routes. */
export interface ServerOptions {
  readonly services: Services;
  readonly guard: Guard;
  readonly mounts: readonly RouteMount[];
  /** Routes that read their bodies themselves. */
  readonly streamingMounts: readonly RouteMount[];
}

/** Puts the routes behind the guard; nothing is served that is not in the access table. */
export function createServer({ services, guard, mounts, streamingMounts }: ServerOptions): FastifyInstance {
  const { diagnostics, closing, inFlight } = services;
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_QUESTION_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLIS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 500 },
    // An address that cannot be decoded reaches no hook: it is refused as everything else is.
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply);
      try {
        if (!guard.checkOrigin(request, reply)) sendFailure(reply, failureOf(error, diagnostics));
      } catch (refusal) {
        sendFailure(reply, failureOf(refusal, diagnostics));
      }
    },
  });

  app.setErrorHandler((error, _request, reply) => sendFailure(reply, failureOf(error, diagnostics)));
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        code: 'TAILRACE_NOT_FOUND',
        message: `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}.`,
      },
    }),
  );

  // Before routing is over, so that also an unknown address is told to nobody from elsewhere.
  app.addHook('onRequest', (request, reply, done) => {
    inFlight.track(reply.raw);
    setSecurityHeaders(reply);
    try {
      if (!guard.checkOrigin(request, reply)) done();
    } catch (error) {
      done(error as Error);
    }
  });

  // What comes on a connection after this would be refused.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.aborted) void reply.header('connection', 'close');
    done();
  });

  const addTo =
    (instance: FastifyInstance): AddRoute =>
    (name, handler) => {
      const [method = 'GET', url = '/'] = name.split(' ');
      const access: Access = ROUTE_ACCESS[name];
      const hasHead = method === 'GET' && !ENDLESS.has(name);
      const callers = new WeakMap<object, Caller>();
      instance.route({
        method,
        url,
        // Whoever may have an answer may have its head.
        exposeHeadRoute: hasHead,
        // The guard runs before the body is read: who may not come in sends nothing into memory.
        onRequest: (request, _reply, done) => {
          try {
            callers.set(request, guard.admit(request.headers, request.ip, access));
            done();
          } catch (error) {
            done(error as Error);
          }
        },
        handler: (request, reply) => handler(request, reply, callers.get(request) as Caller),
      });
    };

  for (const mount of mounts) mount(addTo(app), services);
  void app.register((instance, _options, done) => {
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    for (const mount of streamingMounts) mount(addTo(instance), services);
    done();
  });
  return app;
}
