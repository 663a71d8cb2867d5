import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Pages are built into plain files that the collector serves; `pnpm dev` asks a collector that runs beside it. */
export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', chunkSizeWarningLimit: 400 },
  server: { proxy: { '/v1': { target: 'http://127.0.0.1:8717', changeOrigin: true } } },
});
