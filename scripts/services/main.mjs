// pnpm services start|stop|status|install [names…]: real servers for tests, kept running between runs.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cacheFolder } from './src/cache.mjs';
import { catalog, definitionOf, urlVariable } from './src/catalog.mjs';
import { keep, kept, release } from './src/keeper.mjs';

const USAGE = `pnpm services COMMAND [NAME…]

  install   download and install what the services need
  start     start them in the background; prints the environment that points tests at them
  status    what runs, and what this machine lacks
  stop      stop what start started

Names: ${[...catalog.keys()].join(', ')}; all of them without a name.`;

const commands = {
  async install(name) {
    console.log(`${name}: ${await definitionOf(name).install()}`);
  },

  async start(name) {
    let running = await kept(name);
    if (running === undefined) {
      await definitionOf(name).install();
      running = await startKeeper(name);
    }
    console.log(`export ${urlVariable(name)}='${running.url}'`);
  },

  async status(name) {
    const running = await kept(name);
    const missing = definitionOf(name).missing();
    const words =
      running !== undefined
        ? `runs at ${running.url}`
        : missing === undefined
          ? 'is not running'
          : `is not available: ${missing}`;
    console.log(`${name} ${words}`);
  },

  async stop(name) {
    console.log(`${name} ${(await release(name)) ? 'stopped' : 'was not running'}`);
  },
};

/** Leaves a process behind that holds the service, and waits until it is ready. */
async function startKeeper(name) {
  const logFile = cacheFolder(`${name}.log`);
  const output = openSync(logFile, 'w');
  const child = spawn(process.execPath, [import.meta.filename, 'keep', name], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let code;
  child.once('exit', (status) => (code = status ?? 1));
  for (;;) {
    const running = await kept(name);
    if (running !== undefined) {
      child.unref();
      return running;
    }
    if (code !== undefined) throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8').trim()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const [command, ...names] = process.argv.slice(2);
if (command === 'keep') {
  await keep(names[0]);
} else if (commands[command] === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  for (const name of names.length > 0 ? names : catalog.keys()) {
    try {
      await commands[command](name);
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
