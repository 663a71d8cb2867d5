import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ofPackages } from './apt.mjs';
import { must, which } from './command.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const PACKAGES = ['redis-server'];

const present = () => which('redis-server');
const { missing, install } = ofPackages(PACKAGES, present);

/** A single Redis that syncs each write. */
export const redis = { name: 'redis', missing, install, start };

/** Options: `settings` (of redis.conf). */
async function start({ settings = {} } = {}) {
  const file = await install();
  const folder = serverFolder('redis');
  const port = await freePort();
  mkdirSync(join(folder, 'data'));
  const asked = { save: '', appendonly: 'yes', appendfsync: 'always', dir: join(folder, 'data'), ...settings };
  const flags = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, value]);
  const client = which('redis-cli');
  return startServer({
    name: 'redis',
    folder,
    ports: [port],
    url: `redis://127.0.0.1:${port}`,
    command: () => ({ file, args: ['--port', String(port), '--bind', '127.0.0.1', ...flags] }),
    ready: async () => (await must(client, ['-h', '127.0.0.1', '-p', String(port), 'ping'])).trim() === 'PONG',
  });
}
