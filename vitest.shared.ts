import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** Every package runs its tests against sources, through the same custom condition as the type check. */
export default defineConfig({
  resolve: { conditions: ['@tailrace/source', 'node', 'default'] },
  ssr: { resolve: { conditions: ['@tailrace/source', 'node', 'default'] } },
  test: {
    setupFiles: [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))],
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/fixtures/**', 'test/services/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    reporters: [
      'default',
      ['json', { outputFile: `test-results/${process.env['TAILRACE_TEST_REPORT'] ?? 'report'}.json` }],
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
