export { ElasticsearchStore } from './elasticsearch-store.ts';
export { openElasticsearchStore } from './open.ts';
export type { ElasticsearchStoreOptions } from './options.ts';
export type { Retained } from './retainer.ts';
