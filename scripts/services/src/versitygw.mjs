import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, withLock } from './cache.mjs';
import { download, isExecutable, which } from './command.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const VERSION = '1.8.0';

/** A server that speaks S3, with a bucket `logs`; its keys are `tailrace` and `tailrace-secret`. */
export const versitygw = { name: 'versitygw', missing, install, start };

const program = () => cacheFolder(`versitygw-${VERSION}`, 'versitygw');

function missing() {
  return isExecutable(program()) || which('go') !== undefined ? undefined : 'go is not there to build it';
}

/** Built once, which takes a minute or two, and kept in the cache. */
async function install() {
  return withLock('versitygw', async () => {
    if (!isExecutable(program())) {
      const folder = cacheFolder(`versitygw-${VERSION}`);
      mkdirSync(folder, { recursive: true });
      const env = { ...process.env, GOBIN: folder };
      await download(which('go'), ['install', `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`], { env });
    }
    return program();
  });
}

async function start() {
  const file = await install();
  const folder = serverFolder('versitygw');
  const port = await freePort();
  // A folder of the data is a bucket.
  mkdirSync(join(folder, 'data', 'logs'), { recursive: true });
  return startServer({
    name: 'versitygw',
    folder,
    ports: [port],
    url: `http://127.0.0.1:${port}`,
    command: () => ({
      file,
      args: ['--port', `127.0.0.1:${port}`, 'posix', join(folder, 'data')],
      env: { ROOT_ACCESS_KEY: 'tailrace', ROOT_SECRET_KEY: 'tailrace-secret' },
    }),
    ready: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      return answer.status === 403;
    },
  });
}
