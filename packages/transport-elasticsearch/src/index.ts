export { documentFormat } from './document-format.ts';
export type { DocumentFormatOptions } from './document-format.ts';
export type { ElasticsearchClient } from './elasticsearch-client.ts';
export {
  checkConnection,
  clientTo,
  CONNECTION_RULES,
  type ElasticsearchAuth,
  type ElasticsearchConnection,
  type ElasticsearchTlsOptions,
  type NodeAddress,
} from './connection.ts';
export type { ElasticsearchTransportOptions } from './elasticsearch-options.ts';
export { ElasticsearchTransport } from './elasticsearch-transport.ts';
export type { ElasticsearchLifecycle } from './lifecycle.ts';
export { type ElasticsearchError, safeReason } from './safe-reason.ts';
export {
  type Answer as SetupAnswer,
  type Ask as SetupAsk,
  type SetupOptions,
  setUp,
  type TemplateBody,
  type TemplatePlan,
} from './setup.ts';
export type { TemplateMaker } from './template-plan.ts';
