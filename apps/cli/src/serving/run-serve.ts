import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { collectorSettings, startCollector } from '@tailrace/collector';
import { diagnostics } from '@tailrace/core';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { SERVE_FLAGS } from './flags.ts';
import { openStore, withoutSecrets } from './open-store.ts';
import { reportDiagnostics } from './report-diagnostics.ts';

/** Runs `tailrace serve` until it is told to end; answers the exit code. */
export async function runServe(given: Given, context: CommandContext): Promise<number> {
  const { stdout, notices, environment, settings, signal } = context;
  if (given.positionals.length > 0) {
    throw usageFailure(`serve takes no '${given.positionals[0]}'.`, 'The folder is named by --data.');
  }
  const flags = Object.fromEntries(SERVE_FLAGS.map(({ flag, setting }) => [setting, given.text(flag)]));
  const {
    directory: said,
    storeUrl: url,
    retention,
    archive,
    ...options
  } = collectorSettings(flags, environment, settings.serve);
  const directory = resolve(
    said ?? join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'tailrace'),
  );
  const pagesDirectory = given.flag('no-pages') ? undefined : findPages();
  const unsubscribe = diagnostics.subscribe(reportDiagnostics(notices, () => context.now()));
  const store = await openStore({ directory, url, retention, archive });
  try {
    const collector = await startCollector({
      store,
      ...options,
      ...(pagesDirectory !== undefined && { pagesDirectory }),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new CommandFailure(
        'failed',
        `${error.message}.`,
        'Give another --port and --tcp-port, or end the process that has this one.',
      );
    });
    await stdout.line(`Tailrace listens on ${collector.url}`);
    await stdout.line(`  tcp    ${collector.tcpUrl ?? 'none'}`);
    if (url !== undefined) await stdout.line(`  store  ${withoutSecrets(new URL(url))}`);
    await stdout.line(`  data   ${directory}`);
    await stdout.line(`  pages  ${pagesDirectory === undefined ? 'none' : collector.url}`);
    await stdout.flush();
    // Starts a query process now, so that whoever opens the page first does not wait for it.
    void store.query({ filter: { type: 'everything' }, pipes: [], limit: 1 }).catch(() => undefined);
    await new Promise<void>((end) => {
      if (signal.aborted) end();
      else signal.addEventListener('abort', () => end(), { once: true });
    });
    await collector.close();
  } finally {
    await store.close();
    unsubscribe();
  }
  await stdout.line('Closed.');
  return EXIT_CODES.found.code;
}

/** The built pages, where they are installed. */
function findPages(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@tailrace/dashboard/package.json');
    const folder = join(dirname(manifest), 'dist');
    return existsSync(join(folder, 'index.html')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
