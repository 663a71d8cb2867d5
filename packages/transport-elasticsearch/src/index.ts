export { ElasticsearchTransport } from './elasticsearch-transport.ts';
export type { ElasticsearchTransportOptions } from './elasticsearch-transport.ts';
export { ElasticsearchSink } from './elasticsearch-sink.ts';
