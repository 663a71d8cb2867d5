export { SentryTransport } from './sentry-transport.ts';
export type { SentryBreadcrumbOptions, SentryTransportOptions } from './sentry-transport.ts';
export type { FingerprintOption } from './format-event.ts';
export { messageTemplate } from './message-template.ts';
export type {
  SentryClient,
  SentryClientOptions,
  SentryScope,
  SentryScopeData,
  SentrySdk,
} from './sentry-sdk.ts';
export type { SentryUser, UserOption } from './user-of.ts';
