import { checkOptions, type Diagnostics, type OptionRules } from '@tailrace/core';
import type { StockOptions } from '../stock.ts';

/** How much may wait for a transport that does not move. */
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
  readonly backlog?: BacklogOptions;
  readonly diagnostics?: Diagnostics;
}

const RULES: OptionRules<LoggerSettings> = {
  formatFirst: { type: 'boolean' },
  metaOrder: { type: 'string', oneOf: ['winston', 'call'] },
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
