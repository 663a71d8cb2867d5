export type { BufferCounts } from './backlog.ts';
export type { BufferedStoreOptions } from './buffered-options.ts';
export { type BufferedStore, openBufferedStore } from './buffered-store.ts';
