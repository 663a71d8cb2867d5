import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { definitionOf } from './catalog.mjs';

/** A socket in the cache folder tells a running service from one that is gone; there is no file that could lie. */
const socketPath = (name) => cacheFolder('running', `${name}.sock`);

/** Starts a service and keeps it until it is asked to stop; the body of the process that `main.mjs start` leaves. */
export async function keep(name) {
  const service = await definitionOf(name).start();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(`${JSON.stringify({ name, url: service.url, folder: service.folder })}\n`);
    socket.once('data', () => void end(socket));
  });
  const end = async (socket) => {
    server.close();
    await service.stop();
    socket?.end('stopped\n');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end());
  const path = socketPath(name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (existsSync(path)) rmSync(path);
  server.listen(path);
}

/** The service of this name that a keeper runs: `{ name, url, folder }`; undefined where there is none. */
export function kept(name) {
  return converse(name, (line) => JSON.parse(line));
}

/** Stops a kept service; answers whether there was one. */
export async function release(name) {
  return (await converse(name, (line, socket) => (line === 'stopped' ? true : void socket.write('stop\n')))) ?? false;
}

/** Reads lines from the keeper until `judge` answers something. */
function converse(name, judge) {
  return new Promise((resolve) => {
    const socket = connect(socketPath(name));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
        const answer = judge(text.slice(0, at), socket);
        text = text.slice(at + 1);
        if (answer !== undefined) {
          resolve(answer);
          socket.destroy();
          return;
        }
      }
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}
