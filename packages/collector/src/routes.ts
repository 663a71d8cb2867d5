import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './access/caller.ts';
import type { RouteName } from './access/roles.ts';
import type { Services } from './services.ts';

/** Answers a request; what it throws becomes a failure with a code. */
export type RouteHandler = (request: FastifyRequest, reply: FastifyReply, caller: Caller) => unknown;

/** Puts a handler behind a route of the access table. */
export type AddRoute = (name: RouteName, handler: RouteHandler) => void;

/** Adds the routes of one concern. */
export type RouteMount = (route: AddRoute, services: Services) => void;
