export type { Role } from './access/roles.ts';
export type { TokenOptions } from './access/tokens.ts';
export { type Collector, startCollector } from './collector.ts';
export type { CollectorCounts } from './counts.ts';
export type { AuditScope, CollectorOptions } from './options.ts';
export {
  type CollectorSettings,
  collectorSettings,
  SETTINGS,
  type SettingDescription,
  type SettingName,
} from './settings.ts';
export type { TcpOptions, TcpTlsOptions } from './tcp/tcp-options.ts';
