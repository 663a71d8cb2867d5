import type { LogRecord } from '../record/log-record.ts';
import { ERROR_SEVERITY } from '../record/severity.ts';
import { knownSeverity } from './known-severity.ts';
import { isSummary } from './summary.ts';

/** What a dropping step leaves alone. */
export interface SpareOptions {
  /** Records of this level and above are left alone; `false`: no level is. Default `error`. */
  readonly spareFrom?: string | false;
  /** SECURITY and AUDIT, and the kind `audit`, are left alone. Default true. */
  readonly spareAudits?: boolean;
}

/** The rules of {@link SpareOptions} for `checkOptions`. */
export const SPARE_RULES = {
  spareFrom: { type: 'any' },
  spareAudits: { type: 'boolean' },
} as const;

/**
 * Compiles what a dropping step leaves alone [A3]: severity from `spareFrom` upwards, audits, and the summaries that
 * steps before it made, which stand for many records.
 */
export function sparing(options: SpareOptions, defaultFrom: number = ERROR_SEVERITY): (record: LogRecord) => boolean {
  const from =
    options.spareFrom === false
      ? Number.POSITIVE_INFINITY
      : options.spareFrom === undefined
        ? defaultFrom
        : knownSeverity(options.spareFrom);
  // Written this way round, a record without a severity is left alone, too: nobody knows how severe it is.
  if (options.spareAudits === false) return (record) => !(record.severity < from) || isSummary(record);
  return (record) => !(record.severity < from) || isAudit(record) || isSummary(record);
}

/** True for the levels SECURITY and AUDIT in any case, and for the kind `audit`. */
export function isAudit(record: LogRecord): boolean {
  if (record.kind === 'audit') return true;
  const level: unknown = record.level;
  if (typeof level !== 'string') return false;
  // Most levels are neither five nor eight letters long: they cost no comparison of text.
  if (level.length === 5) return level === 'audit' || (level !== 'debug' && level.toLowerCase() === 'audit');
  if (level.length === 8) return level === 'security' || level.toLowerCase() === 'security';
  return false;
}
