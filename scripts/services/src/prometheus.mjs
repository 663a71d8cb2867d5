import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofPackages } from './apt.mjs';
import { which } from './command.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const PACKAGES = ['prometheus'];

const present = () => which('prometheus');
const { missing, install } = ofPackages(PACKAGES, present);

/** Prometheus with a configuration of one's own, which may be loaded again (`POST /-/reload`). */
export const prometheus = { name: 'prometheus', missing, install, start };

/** Options: `configuration` (prometheus.yml as an object; scrapes nothing by default). */
async function start({ configuration = {} } = {}) {
  const file = await install();
  const folder = serverFolder('prometheus');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const configFile = join(folder, 'prometheus.yml');
  mkdirSync(join(folder, 'data'));
  writeFileSync(configFile, JSON.stringify({ global: { scrape_interval: '1s' }, ...configuration }));
  return startServer({
    name: 'prometheus',
    folder,
    ports: [port],
    url,
    command: () => ({
      file,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-lifecycle',
      ],
    }),
    ready: async () => {
      const answer = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      return answer.ok;
    },
    facts: { configFile },
  });
}
