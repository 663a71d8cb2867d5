import { defineConfig } from 'rolldown';

/** What reads and asks is put together, so that a command starts at once: these are hundreds of small files. */
const INLINED = /^@tailrace\/(?:core|query|readers|format-(?:pretty|logfmt|text))$/;

/** What serves shares the core of the collector and the stores, which stay packages of their own: they start programs. */
const SERVING = /[\\/]src[\\/]serving[\\/]/;

export default defineConfig({
  input: './src/main.ts',
  platform: 'node',
  external: (id, importer = '') => /^[@a-z]/.test(id) && (!INLINED.test(id) || SERVING.test(importer)),
  // The sources of the packages, of which only what is used is taken.
  resolve: { conditionNames: ['@tailrace/source', 'import', 'node', 'default'] },
  output: { dir: 'dist', format: 'esm', sourcemap: true, chunkFileNames: '[name]-[hash].js', cleanDir: true },
});
