import { withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { serveStoreTests } from './serve-store.ts';

withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', { own: true }, (elasticsearch) => {
  describe('serve --store elasticsearch:// [X5]', () => {
    serveStoreTests('elasticsearch:', elasticsearch);
  });
});
