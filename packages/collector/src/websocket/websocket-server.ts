import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { TailraceError } from '@tailrace/core';
import { WebSocketServer } from 'ws';
import type { Guard } from '../access/guard.ts';
import { securityHeaders } from '../access/headers.ts';
import { ROUTE_ACCESS } from '../access/roles.ts';
import { failureOf } from '../api/failure.ts';
import type { RouteMount } from '../routes.ts';
import type { Services } from '../services.ts';
import { MAX_HEAD_BYTES, WebSocketLink } from './websocket-link.ts';

const PATH = '/v1/ws';

/** `GET /v1/ws` without an upgrade: says what is wanted. */
export const mountWebSocket: RouteMount = (route) => {
  route('GET /v1/ws', (_request, reply) => {
    return reply
      .header('upgrade', 'websocket')
      .header('connection', 'Upgrade')
      .code(426)
      .send({ error: { code: 'TAILRACE_BAD_REQUEST', message: `${PATH} is a WebSocket: it needs an upgrade.` } });
  });
};

/** Lets WebSockets in at `/v1/ws`, behind the same guard as every request. */
export function serveWebSockets(server: Server, services: Services, guard: Guard): void {
  const { options, links, closing, diagnostics } = services;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // A batch somewhat over the limit is still answered as one; beyond that the connection is ended.
    maxPayload: options.maxBodyBytes * 2 + MAX_HEAD_BYTES,
  });

  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    try {
      guard.checkPlace(request.headers);
      if (request.url?.split('?', 1)[0] !== PATH) {
        throw new TailraceError('TAILRACE_NOT_FOUND', `There is no WebSocket but at ${PATH}.`);
      }
      const address = request.socket.remoteAddress ?? '';
      const caller = guard.admit(request.headers, address, ROUTE_ACCESS['GET /v1/ws']);
      if (closing.aborted || links.count('websocket') >= options.maxWebSockets) {
        throw new TailraceError('TAILRACE_BUSY', 'There are as many WebSockets as there may be.');
      }
      sockets.handleUpgrade(request, connection, head, (socket) => {
        const link = new WebSocketLink({
          services,
          guard,
          caller,
          socket,
          connection,
          onClose: () => links.remove(link),
        });
        links.add(link);
      });
    } catch (error) {
      refuse(connection, failureOf(error, diagnostics));
    }
  });
}

/** Answers by hand: the framework has no part in upgrades. */
function refuse(connection: Duplex, { status, body, retryAfterSeconds }: ReturnType<typeof failureOf>): void {
  const text = JSON.stringify(body);
  const headers: Record<string, string> = {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  // Whoever is refused need not end its side, and would stay for as long as it likes.
  connection.once('finish', () => connection.destroy());
  connection.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', text].join('\r\n'));
}
