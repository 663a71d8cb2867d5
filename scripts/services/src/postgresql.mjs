import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, plainAccount } from './account.mjs';
import { ofPackages } from './apt.mjs';
import { isExecutable, must } from './command.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const PACKAGES = ['postgresql-15'];

const { missing, install } = ofPackages(PACKAGES, present);

/** PostgreSQL with one superuser, `postgres`, and no password. */
export const postgresql = { name: 'postgresql', missing, install, start };

/** The newest server's programs: Debian keeps each version's in a folder of its own. */
function present() {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(base, version, 'bin')), '/usr/local/bin', '/usr/bin'];
  return folders.find((folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')));
}

/** Options: `settings` (of postgresql.conf). */
async function start({ settings = {} } = {}) {
  const programs = await install();
  const account = plainAccount();
  const folder = serverFolder('postgresql', account);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  giveTo(account, folder);
  const port = await freePort();
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  await must(join(programs, 'initdb'), args, { cwd: folder, ...account });
  const asked = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const flags = Object.entries(asked).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startServer({
    name: 'postgresql',
    folder,
    ports: [port],
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    command: () => ({ file: join(programs, 'postgres'), args: ['-D', data, '-p', String(port), ...flags], account }),
    ready: async () => (await must(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]), true),
    // A fast shutdown: SIGTERM would wait for the clients to leave.
    stopSignal: 'SIGINT',
    facts: { programs },
  });
}
