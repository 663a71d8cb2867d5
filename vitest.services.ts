import { configDefaults, defineConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

/** The tests against real servers, run by `pnpm test:services`: one file after another, since they share the servers. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/services/**/*.services.test.ts'],
    exclude: configDefaults.exclude,
    testTimeout: 60_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: 'test-results/services.json' }]],
  },
});
