export { SentryTransport } from './sentry-transport.ts';
export type { SentryTransportOptions } from './sentry-transport.ts';
export { SentrySink } from './sentry-sink.ts';
