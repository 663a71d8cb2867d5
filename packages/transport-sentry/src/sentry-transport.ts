import * as sentryNode from '@sentry/node';
import {
  checkOptions,
  diagnostics as processDiagnostics,
  type Filter,
  knownSeverity,
  type OptionRules,
  TailraceError,
} from '@tailrace/core';
import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { ClientSource } from './client-source.ts';
import type { FingerprintOption } from './format-event.ts';
import { SentryFormat } from './sentry-format.ts';
import type { SentrySdk } from './sentry-sdk.ts';
import { SentrySink } from './sentry-sink.ts';
import { sentryStep, type SentryStepSettings } from './sentry-step.ts';
import type { SorterSettings } from './sorter.ts';
import type { UserOption } from './user-of.ts';

/** What is remembered of records, to tell an error with what came before it. */
export interface SentryBreadcrumbOptions {
  /** Records of one context; 50 by default. */
  readonly perContext?: number;
  /** Contexts that are remembered, the one that was silent longest goes first; 1,000 by default. */
  readonly contexts?: number;
  /** Bytes in all; 4 MiB by default. */
  readonly maxBytes?: number;
}

/** Options of {@link SentryTransport}; those of all transports but `formatter` come beside them. */
export interface SentryTransportOptions extends Omit<SinkTransportOptions, 'formatter'> {
  /** Where to send, as long as the application has no Sentry client of its own; `SENTRY_DSN` by default. */
  readonly dsn?: string;
  /** Of a client that is made for `dsn`; `SENTRY_RELEASE` and the like by default. */
  readonly release?: string;
  /** Of a client that is made for `dsn`; `SENTRY_ENVIRONMENT` by default. */
  readonly environment?: string;
  /** The SDK that the application uses, where that is another copy than `require('@sentry/node')` answers here. */
  readonly sentry?: SentrySdk;
  /** The least urgent level whose records are always events; `error` by default. */
  readonly events?: string;
  /** Makes events of records with an error at every level; true by default. */
  readonly errorsAsEvents?: boolean;
  /** The least urgent level whose records are logs, where they are no events; all by default, `false` for none. */
  readonly logs?: string | false;
  /**
   * How issues are told apart: by `template`, the message with numbers, ids and quoted text masked (the default), as
   * `sentry` does it, or by what a function answers; a fingerprint on the scope goes before `template`.
   */
  readonly fingerprint?: FingerprintOption;
  /** Says who a record is about; by default the attributes `user`, `user_id` or `userId`, over the scope's user. */
  readonly user?: UserOption;
  /** Names of attributes that become tags; those of an attribute `tags` do in any case. */
  readonly tags?: readonly string[];
  /** What is remembered to tell errors with what came before in the same context; `false` for nothing. */
  readonly breadcrumbs?: SentryBreadcrumbOptions | false;
}

const RULES: OwnOptionRules = {
  dsn: { type: 'string' },
  release: { type: 'string' },
  environment: { type: 'string' },
  sentry: { type: 'object' },
  events: { type: 'string' },
  errorsAsEvents: { type: 'boolean' },
  logs: { type: 'any' },
  fingerprint: { type: 'function', oneOf: ['template', 'sentry'] },
  user: { type: 'function' },
  tags: { type: 'array' },
  breadcrumbs: { type: 'object', oneOf: [false] },
};

const count = { type: 'integer', min: 1 } as const;
const BREADCRUMB_RULES: OptionRules<SentryBreadcrumbOptions> = { perContext: count, contexts: count, maxBytes: count };
const TRAIL = { perContext: 50, contexts: 1_000, maxBytes: 4 * 1024 * 1024 };

/** What has to be there before the transport is one. */
interface Parts {
  readonly source: ClientSource;
  readonly format: SentryFormat;
  readonly sorter: SorterSettings;
}

/**
 * Sends errors to Sentry as events, and the rest as Sentry logs.
 *
 * Records go through the client that the application made with `Sentry.init`; where there is none, through one of the
 * transport's own. They count as delivered when Sentry has answered 200.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * Sentry.init({ dsn });
 * winston.createLogger({ transports: [new SentryTransport()] });
 */
export class SentryTransport extends SinkTransport {
  constructor(given: SentryTransportOptions = {}) {
    const options = { ...given };
    if ('formatter' in options) {
      throw new TailraceError(
        'TAILRACE_BAD_OPTION',
        "SentryTransport takes no 'formatter': what Sentry understands is made here. A 'filter' changes records.",
      );
    }
    // Made once the options have been checked.
    let made: Parts | undefined;
    const parts = (): Parts => (made ??= partsOf(options));
    const filters = options.filter ?? [];
    let step: SentryStepSettings | undefined;
    super(
      'SentryTransport',
      () => {
        const { source, format, sorter } = parts();
        const clock = options.delivery?.clock;
        return new SentrySink({ source, format, sorter, ...(clock !== undefined && { clock }) });
      },
      {
        ...options,
        formatter: {
          name: 'sentry',
          contentType: 'application/json',
          format: (record) => parts().format.format(record),
        },
        filter: [
          ...(isList(filters) ? filters : [filters]),
          sentryStep(() => (step ??= { ...parts(), random: options.delivery?.random ?? Math.random })),
        ],
      },
      RULES,
    );
  }
}

function partsOf(options: SentryTransportOptions): Parts {
  const { breadcrumbs = {}, events = 'error', logs = 'trace', errorsAsEvents = true, tags = [] } = options;
  if (breadcrumbs !== false) checkOptions('SentryTransport breadcrumbs', breadcrumbs, BREADCRUMB_RULES);
  if (logs !== false && typeof logs !== 'string') {
    throw new TailraceError('TAILRACE_BAD_OPTION', "SentryTransport: 'logs' takes a level or false.");
  }
  const sdk: SentrySdk = options.sentry ?? sentryNode;
  if (typeof sdk.getClient !== 'function' || typeof sdk.getCurrentScope !== 'function') {
    throw new TailraceError('TAILRACE_BAD_OPTION', "SentryTransport: 'sentry' takes what import * as Sentry answers.");
  }
  const sorter = {
    eventSeverity: knownSeverity(events),
    errorsAsEvents,
    logSeverity: logs === false ? Number.POSITIVE_INFINITY : knownSeverity(logs),
  };
  const dsn = options.dsn ?? process.env['SENTRY_DSN'];
  const { release, environment } = options;
  const source = new ClientSource(sdk, { dsn: dsn === '' ? undefined : dsn, release, environment });
  const diagnostics = options.diagnostics ?? processDiagnostics;
  const format = new SentryFormat({
    sdk,
    source,
    sorter,
    trail: breadcrumbs === false ? undefined : { ...TRAIL, ...breadcrumbs },
    fingerprint: options.fingerprint ?? 'template',
    user: options.user,
    tags,
    failed: (error) => {
      const message = 'A function of the application failed; the record is sent without what it says.';
      diagnostics.report({ name: 'formatter.failed', source: options.name ?? 'sentry', message, records: 1, error });
    },
  });
  return { source, format, sorter };
}

/** `Array.isArray` does not tell readonly arrays from what else it may be. */
function isList(filter: NonNullable<SentryTransportOptions['filter']>): filter is readonly Filter[] {
  return Array.isArray(filter);
}
