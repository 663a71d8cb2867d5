import { readFileSync, unlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { TailraceError, type Timer } from '@tailrace/core';
import type { Guard } from '../access/guard.ts';
import type { Services } from '../services.ts';
import { TcpConnection } from './tcp-connection.ts';
import type { CheckedTcpOptions, TcpTlsOptions } from './tcp-options.ts';

/** How often connections are looked at for being quiet. */
const LOOK_MILLIS = 1000;

/** After so long without a sign, the system asks whether the other side is there still. */
const KEEP_ALIVE_MILLIS = 30_000;

/** What listens for TCP. */
export interface TcpServer {
  /** `tcp://127.0.0.1:8718`, `tls://…`, or `unix:/path`. */
  readonly url: string;
  /** Takes no more connections; those that are there are closed by whoever closes the links. */
  close(): Promise<void>;
}

/**
 * Listens for TCP connections.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for certificates that cannot be read; rejects with the system's error where
 *   the address is taken.
 */
export async function listenTcp(services: Services, guard: Guard, tcp: CheckedTcpOptions): Promise<TcpServer> {
  const { links, diagnostics, clock } = services;
  const connections = new Set<TcpConnection>();
  const report = (message: string): void => diagnostics.report({ name: 'link.failed', source: 'collector', message });
  const turnedAway = (): void => report(`A TCP connection was turned away: there are ${tcp.maxConnections} already.`);
  const server = createTcpServer(tcp, (socket) => {
    // One whose socket is gone is here until what it has sent is stored.
    if (connections.size >= tcp.maxConnections) {
      socket.on('error', () => undefined).destroy();
      turnedAway();
      return;
    }
    const connection = new TcpConnection({
      services,
      guard,
      tcp,
      socket,
      onOpening: (opened) => links.name(opened),
      onClose: (closed) => {
        connections.delete(closed);
        links.remove(closed);
      },
    });
    connections.add(connection);
    links.add(connection);
    if (services.closing.aborted) void connection.close();
  });
  server.maxConnections = tcp.maxConnections;
  server.on('drop', turnedAway);
  server.on('tlsClientError', (error: Error) => report(`A TLS handshake failed: ${error.message}.`));
  await listen(server, tcp);
  server.on('error', (error) => report(`The TCP listener failed: ${error.message}.`));

  let timer: Timer;
  const look = (): void => {
    const now = clock.monotonic();
    for (const connection of connections) connection.look(now);
    timer = clock.schedule(look, LOOK_MILLIS);
  };
  timer = clock.schedule(look, LOOK_MILLIS);

  return {
    url: urlOf(server, tcp),
    close: () => {
      timer.cancel();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function createTcpServer({ tls, helloTimeoutMillis }: CheckedTcpOptions, onSocket: (socket: Socket) => void): Server {
  const options = {
    // A client may end what it sends and still wait for its acknowledgements.
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MILLIS,
  };
  if (tls === undefined) return createServer(options, onSocket);
  const asksClients = tls.caFile !== undefined;
  try {
    return createTlsServer(
      {
        ...options,
        ...filesOf(tls),
        requestCert: asksClients,
        rejectUnauthorized: asksClients,
        handshakeTimeout: helloTimeoutMillis,
      },
      onSocket,
    );
  } catch (cause) {
    if (cause instanceof TailraceError) throw cause;
    const message = `startCollector: tcp.tls: the certificate or key is not one: ${(cause as Error).message}.`;
    throw new TailraceError('TAILRACE_BAD_OPTION', message, { cause });
  }
}

function filesOf({ certFile, keyFile, caFile }: TcpTlsOptions): { cert: Buffer; key: Buffer; ca?: Buffer } {
  return {
    cert: read('certFile', certFile),
    key: read('keyFile', keyFile),
    ...(caFile !== undefined && { ca: read('caFile', caFile) }),
  };
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const message = `startCollector: tcp.tls: '${name}' cannot be read: ${(cause as Error).message}.`;
    throw new TailraceError('TAILRACE_BAD_OPTION', message, { cause });
  }
}

async function listen(server: Server, { host, port, path }: CheckedTcpOptions): Promise<void> {
  try {
    await listenOnce(server, path === undefined ? { host, port } : { path });
  } catch (error) {
    if (path === undefined || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await isServed(path)))
      throw error;
    // A process that was killed has left it behind.
    unlinkSync(path);
    await listenOnce(server, { path });
  }
}

function listenOnce(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Tells whether somebody listens on a Unix socket. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}

function urlOf(server: Server, { host, path, tls }: CheckedTcpOptions): string {
  if (path !== undefined) return `unix:${path}`;
  const { port } = server.address() as AddressInfo;
  return `${tls === undefined ? 'tcp' : 'tls'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
