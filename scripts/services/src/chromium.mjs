import { join } from 'node:path';
import { ofPackages } from './apt.mjs';
import { which } from './command.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const PACKAGES = ['chromium'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const present = () => NAMES.map(which).find((path) => path !== undefined);
/** `install` answers the path of the executable, for drivers that start it themselves. */
const { missing, install } = ofPackages(PACKAGES, present);

/** A browser without a window; its address is that of the DevTools protocol. */
export const chromium = { name: 'chromium', missing, install, start };

/** What keeps it from calling home, and lets it run as root in a container. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function start() {
  const file = await install();
  const folder = serverFolder('chromium');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return startServer({
    name: 'chromium',
    folder,
    ports: [port],
    url,
    command: () => ({
      file,
      args: [
        '--headless',
        ...CHROMIUM_ARGUMENTS,
        `--remote-debugging-port=${port}`,
        `--user-data-dir=${join(folder, 'profile')}`,
        'about:blank',
      ],
      env: { HOME: folder },
    }),
    ready: async () => {
      const answer = await fetch(`${url}/json/version`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      return answer.ok;
    },
    facts: { executablePath: file },
  });
}
