export { documentFormat } from './document-format.ts';
export type { DocumentFormatOptions } from './document-format.ts';
export type { ElasticsearchClient } from './elasticsearch-client.ts';
export type {
  ElasticsearchAuth,
  ElasticsearchTlsOptions,
  ElasticsearchTransportOptions,
} from './elasticsearch-options.ts';
export { ElasticsearchTransport } from './elasticsearch-transport.ts';
export type { ElasticsearchLifecycle } from './lifecycle.ts';
export type { TemplateBody } from './setup.ts';
export type { TemplateMaker } from './template-plan.ts';
