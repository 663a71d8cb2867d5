#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Compiled code is kept between runs where Node can do that (22.1): it halves the start.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

const interrupt = new AbortController();
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    signals += 1;
    // Whoever asks twice does not want to wait.
    if (signals > 1) process.exit(130);
    interrupt.abort();
    // Whoever waits for standard input would wait on.
    process.stdin.destroy();
  });
}
process.stderr.on('error', () => undefined);

const { run } = await import('./run.ts');
try {
  process.exitCode = await run(process.argv.slice(2), interrupt.signal);
} catch (error) {
  const { exitCodeOf } = await import('./fault.ts');
  process.stderr.write(`tailrace: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
