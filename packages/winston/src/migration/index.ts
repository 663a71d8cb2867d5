export { type DualCall, requestKey } from './request-key.ts';
export { type ContainerLike, type DualContainer, dualContainer, type DualContainerOptions } from './dual-container.ts';
export { DualTransport, type DualTransportOptions } from './dual-transport.ts';
export { type DualLogger, type DualLoggers, dualWrite, type DualWriteOptions } from './dual-write.ts';
export type { HaltOptions } from './failure-limit.ts';
export type { MigrationCounts, Way, WayCounts } from './migration-counts.ts';
export { MigrationPlan, type MigrationPlanOptions, type MigrationStatus } from './migration-plan.ts';
export type {
  LoggerShare,
  MigrationMode,
  MigrationSettings,
  ResolvedSettings,
  ResolvedShare,
  Share,
} from './migration-settings.ts';
export type { WinstonLike } from './winston-like.ts';
