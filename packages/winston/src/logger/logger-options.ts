import { checkOptions, type Diagnostics, type Filter, type OptionRules } from '@tailrace/core/runtime';
import type { LevelByLogger } from '../levels/levels-by-logger.ts';
import type { StockOptions } from '../stock.ts';

/** How much may wait for a transport that does not move; for one that several loggers share, its first logger says. */
export interface BacklogOptions {
  /** How many infos wait for one transport at most, once it has not moved for `stuckMillis`. Default 100,000. */
  readonly maxRecords?: number;
  /** How long a transport may take nothing before that counts, in milliseconds. Default 10,000. */
  readonly stuckMillis?: number;
}

/** What `createLogger` takes besides Winston's own options. */
export interface LoggerSettings {
  /**
   * Runs formats before levels are looked at, as Winston does: for formats that rewrite the level or have side effects.
   * Default false: what no transport wants is not formatted.
   */
  readonly formatFirst?: boolean;
  /**
   * Whose fields win where names are the same: `winston`, that of the default metadata in some forms of a call and that
   * of the call in others, or `call`: the call's, then the child's, then the default. Default `winston`.
   */
  readonly metaOrder?: 'winston' | 'call';
  /**
   * Filters that every info goes through before the format, as a record: what they drop is dropped, what they rewrite is
   * rewritten in a copy of the info, what they hold back comes later through format and transports. An array is joined
   * into a chain.
   */
  readonly filter?: Filter | readonly Filter[];
  /** The logger's name: becomes `logger` of its infos, and is what `levelByLogger` looks at. */
  readonly loggerName?: string;
  /**
   * The least level by logger name, children's names among them: `{ default: 'info', db: 'warn', 'db.pool': 'debug' }`.
   * Names match by segment, the longest wins. It is the level for transports that have none, and nothing below it goes
   * to any other. `default` is the logger's own level, where `level` does not say it.
   */
  readonly levelByLogger?: LevelByLogger;
  /**
   * Whether infos are given what the context of the work has that is going on (`runInContext`, OpenTelemetry's active
   * span): `trace_id`, `span_id`, `trace_flags`, `correlation_id` and its attributes, where they lack them. Default
   * true; where there is no context nothing is added.
   */
  readonly addContext?: boolean;
  /**
   * `whole`: errors anywhere in an info say all that they know, in JSON as well: name, message, stack, code, causes,
   * aggregated errors, own properties. Default `winston`: what Winston makes of them.
   */
  readonly errors?: 'winston' | 'whole';
  /**
   * Where the message of a call's metadata is kept: `info('a', { message: 'b' })`. By default it is appended to the
   * call's own, as Winston does: `a b`.
   */
  readonly metaMessageKey?: string;
  readonly backlog?: BacklogOptions;
  readonly diagnostics?: Diagnostics;
}

const RULES: OptionRules<LoggerSettings> = {
  formatFirst: { type: 'boolean' },
  metaOrder: { type: 'string', oneOf: ['winston', 'call'] },
  filter: { type: 'any' },
  loggerName: { type: 'string', minLength: 1 },
  levelByLogger: { type: 'object' },
  addContext: { type: 'boolean' },
  errors: { type: 'string', oneOf: ['winston', 'whole'] },
  metaMessageKey: { type: 'string', minLength: 1 },
  backlog: { type: 'object' },
  diagnostics: { type: 'object' },
};

const BACKLOG_RULES: OptionRules<BacklogOptions> = {
  maxRecords: { type: 'integer', min: 1 },
  stuckMillis: { type: 'number', min: 0 },
};

/**
 * Tells our options from Winston's, and checks ours; Winston ignores what it does not know, and so it stays.
 *
 * @throws TailraceError where one of ours is wrong.
 */
export function splitOptions(options: StockOptions & LoggerSettings): {
  readonly settings: LoggerSettings;
  readonly winstons: StockOptions;
} {
  const settings: Record<string, unknown> = {};
  for (const name of Object.keys(RULES)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) settings[name] = value;
  }
  checkOptions<LoggerSettings>('createLogger', settings, RULES);
  const { backlog } = settings as LoggerSettings;
  if (backlog !== undefined) checkOptions<BacklogOptions>('createLogger: backlog', backlog, BACKLOG_RULES);
  return { settings, winstons: options };
}
