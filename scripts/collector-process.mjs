// Starts `tailrace serve` as a process of its own and waits until it is ready.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment, root } from './workspace.mjs';

export const tailrace = join(root, 'apps', 'cli', 'dist', 'main.js');

/** Answers the collector's addresses and a way to stop it; ends this process where it cannot start. */
export async function startCollectorProcess({ data, port, store }) {
  const child = spawn(process.execPath, [tailrace, 'serve', '--data', data, '--port', port], {
    cwd: root,
    // A URL may hold a password, which the list of processes shall not show.
    env: environment(store === undefined ? {} : { TAILRACE_STORE: store }),
    stdio: ['ignore', 'pipe', 'inherit'],
    // A Ctrl-C in the terminal reaches every process of the group: the collector must outlive the service behind it.
    detached: process.platform !== 'win32',
  });
  const { url, tcpUrl } = await addressesFrom(child);
  return {
    url,
    tcpUrl,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The addresses that `tailrace serve` prints once it listens. */
async function addressesFrom(child) {
  let text = '';
  const addresses = new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const found = /(https?:\/\/\S+)\s+tcp\s+(\S+)\n/.exec(text);
      if (found) resolve({ url: found[1].replace(/\/$/, ''), tcpUrl: found[2] });
    });
    child.once('exit', (code) => reject(new Error(`tailrace serve ended with exit code ${code}:\n${text}`)));
  });
  try {
    return await addresses;
  } catch (error) {
    console.error(error.message);
    return process.exit(1);
  }
}
