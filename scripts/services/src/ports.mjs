import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** The state of a TCP socket, as Linux writes it. */
const LISTENING = '0A';

/** Those that this process was given: a server may not have bound its first port when it is given the second. */
const given = new Set();

/**
 * A port of 127.0.0.1 that nobody uses, for TCP and UDP. It lies below the range from which systems draw the ports of
 * outgoing connections, so that it is still free when a killed server comes back to it.
 */
export async function freePort() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (given.has(port)) continue;
    given.add(port);
    if ((await isFree(port)) && (await isFreeForUdp(port))) return port;
  }
  throw new Error('No free port between 20000 and 30000.');
}

/** Whether nothing listens on this TCP port of 127.0.0.1. */
export async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}

/** Whether nothing is bound to this UDP port of 127.0.0.1. */
export async function isFreeForUdp(port) {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

/**
 * Whether a server has this port of 127.0.0.1. Where the system says so (Linux), the port is not bound for it: a server
 * that is just starting would find it taken.
 */
export async function isTaken(protocol, port) {
  const table = `/proc/net/${protocol}`;
  if (!existsSync(table)) return !(await (protocol === 'udp' ? isFreeForUdp(port) : isFree(port)));
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  return sockets.some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return local.endsWith(ending) && (protocol === 'udp' || state === LISTENING);
  });
}
