import type { Breadcrumb, Event, EventHint, StackFrame, User } from '@sentry/node';

/** A DSN in its parts. */
export interface SentryDsn {
  readonly protocol: string;
  readonly publicKey?: string;
  readonly host: string;
  readonly port?: string;
  readonly path?: string;
  readonly projectId: string;
}

/** Looks at an event before it is sent: answers it, changed or not, or nothing to drop it. */
export interface EventProcessor {
  (event: Event, hint: EventHint): Event | null | PromiseLike<Event | null>;
  /** The integration's name, for those of integrations. */
  readonly id?: string;
}

/** What is read of a scope of Sentry's. */
export interface SentryScope {
  getScopeData(): SentryScopeData;
  getPropagationContext(): { readonly traceId: string; readonly propagationSpanId?: string | undefined };
}

/** What a scope adds to what is captured in it. */
export interface SentryScopeData {
  readonly breadcrumbs: Breadcrumb[];
  readonly user: User;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly fingerprint: string[];
  readonly transactionName?: string;
  readonly eventProcessors: EventProcessor[];
  readonly sdkProcessingMetadata: Readonly<Record<string, unknown>>;
}

/** What is read of a client's options. */
export interface SentryClientOptions {
  readonly enabled?: boolean | undefined;
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly dist?: string | undefined;
  readonly serverName?: string | undefined;
  readonly sampleRate?: number | undefined;
  readonly maxBreadcrumbs?: number | undefined;
  readonly tunnel?: string | undefined;
  readonly transportOptions?: object | undefined;
  readonly transport?: unknown;
  readonly stackParser?: unknown;
  readonly beforeSend?: unknown;
  readonly beforeSendLog?: unknown;
  readonly beforeBreadcrumb?: unknown;
}

/** What is used of a client of Sentry's. */
export interface SentryClient {
  getOptions(): SentryClientOptions;
  getDsn(): SentryDsn | undefined;
  getSdkMetadata(): { readonly sdk?: { readonly name?: string; readonly version?: string } } | undefined;
  getEventProcessors(): EventProcessor[];
  readonly emit: (...hook: never[]) => void;
}

/**
 * The Sentry SDK of an application: what `import * as Sentry from '@sentry/node'` answers. The SDKs for frameworks, and
 * other versions of `@sentry/node`, fit as well.
 */
export interface SentrySdk {
  getClient(): SentryClient | undefined;
  getCurrentScope(): SentryScope;
  getIsolationScope(): SentryScope;
  getGlobalScope(): SentryScope;
  getActiveSpan?(): { spanContext(): { readonly traceId: string; readonly spanId: string } } | undefined;
}

/** Turns the text of a stack into frames, the outermost first. */
export type StackParser = (stack: string, skipFirstLines?: number) => StackFrame[];

/** Sentry's callbacks, as a client's options hold them. */
export type BeforeSend = (event: Event, hint: EventHint) => Event | null | PromiseLike<Event | null>;
export type BeforeBreadcrumb = (breadcrumb: Breadcrumb, hint?: object) => Breadcrumb | null;

/** Calls a client's hooks; what listens there changes what it is given, and harms no record by failing. */
export function emit(client: SentryClient, hook: string, ...given: readonly unknown[]): void {
  try {
    (client as unknown as { emit(hook: string, ...given: readonly unknown[]): void }).emit(hook, ...given);
  } catch {
    // Who listens to a hook of Sentry's has nobody to tell.
  }
}
