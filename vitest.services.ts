import { configDefaults, defineConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

/** The tests against real servers, run by `pnpm test:services`: one file after another, since they share the servers. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/services/**/*.services.test.ts'],
    exclude: configDefaults.exclude,
    // A server of Java's may take a minute to come back on a busy machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: 'test-results/services.json' }]],
  },
});
