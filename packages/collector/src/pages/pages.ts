import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { TailraceError } from '@tailrace/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RouteMount } from '../routes.ts';

/** A build writes a hash of the content into these names: what is behind them never changes. */
const HASHED_NAME = /-[\w-]{8,}\.\w+$/;

/** Makes `reply.sendFile` serve a folder of built pages; throws where there is no `index.html` in it. */
export function registerPages(app: FastifyInstance, directory: string): void {
  const root = resolve(directory);
  if (!existsSync(join(root, 'index.html'))) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `startCollector: 'pagesDirectory' has no index.html: ${root}.`);
  }
  void app.register(fastifyStatic, { root, serve: false, cacheControl: false, dotfiles: 'deny' });
}

/** `GET /` and everything that isn't the interface: the pages, where there are any. */
export const mountPages: RouteMount = (route, { options }) => {
  if (options.pagesDirectory === undefined) {
    route('GET /', (_request, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send('This is a Tailrace collector. It was started without pages; questions go to /v1/query.\n'),
    );
    return;
  }
  route('GET /', (_request, reply) => sendPage(reply));
  route('GET /*', (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    if (path.startsWith('assets/')) return sendAsset(reply, path);
    // Pages keep their state in the address: whoever opens one of these wants the page.
    if (wantsPage(request) && !path.startsWith('v1/')) return sendPage(reply);
    return reply.callNotFound();
  });
};

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-cache').sendFile('index.html');
}

function sendAsset(reply: FastifyReply, path: string): FastifyReply {
  const caching = HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
  return reply.header('cache-control', caching).sendFile(path);
}

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}
