import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ofPackages } from './apt.mjs';
import { which } from './command.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const PACKAGES = ['nats-server'];

const present = () => which('nats-server');
const { missing, install } = ofPackages(PACKAGES, present);

/** NATS with JetStream. */
export const nats = { name: 'nats', missing, install, start };

async function start() {
  const file = await install();
  const folder = serverFolder('nats');
  const [port, monitorPort] = [await freePort(), await freePort()];
  const data = join(folder, 'data');
  mkdirSync(data);
  return startServer({
    name: 'nats',
    folder,
    ports: [port, monitorPort],
    url: `nats://127.0.0.1:${port}`,
    command: () => ({
      file,
      args: ['-a', '127.0.0.1', '-p', String(port), '-m', String(monitorPort), '-js', '-sd', data],
    }),
    ready: async () => {
      const answer = await fetch(`http://127.0.0.1:${monitorPort}/healthz`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      return answer.ok;
    },
    facts: { monitorUrl: `http://127.0.0.1:${monitorPort}` },
  });
}
