import { TailraceError } from '../diagnostics/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import type { FilterStep } from './filter.ts';
import { knownSeverity } from './known-severity.ts';
import { minimumByLogger } from './minimum-by-logger.ts';
import { isAudit } from './spared.ts';
import { isSummary } from './summary.ts';
import { stepMakers } from './step-makers.ts';

/** The lowest level by logger name; `default` is for everything else, and for records without a logger. */
export type LevelByLogger = Readonly<Record<string, string>>;

export interface LevelOptions {
  /** SECURITY and AUDIT, and the kind `audit`, pass whatever their severity. Default true. */
  readonly spareAudits?: boolean;
}

/**
 * Keeps records of a level and above, by logger name if wanted [B4].
 *
 * Names match by segment: `ai` is for the loggers `ai` and `ai.chat`, not for `email`; `ai.*` is for those below `ai`
 * only; the longest match wins. Levels are compared by severity. A level above `error` does drop errors: whoever
 * writes it asks for that.
 *
 * @throws TailraceError `TAILRACE_UNKNOWN_LEVEL` for words that are not in the table of levels.
 * @example
 * level({ default: 'info', db: 'warn', 'db.migrations': 'debug' })
 */
export function level(minimum: string | LevelByLogger, options: LevelOptions = {}): FilterStep {
  checkOptions<LevelOptions>('level', options, { spareAudits: { type: 'boolean' } });
  const spareAudits = options.spareAudits ?? true;
  if (typeof minimum === 'string') {
    const least = knownSeverity(minimum);
    return step((record) => !(record.severity < least), spareAudits);
  }
  if (typeof minimum !== 'object' || minimum === null || Array.isArray(minimum)) {
    throw new TailraceError('TAILRACE_BAD_OPTION', "level takes a level, or levels by logger name with 'default'.");
  }
  const leastOf = minimumByLogger(minimum);
  return step((record) => !(record.severity < leastOf(record.logger)), spareAudits);
}

stepMakers.add(level);

function step(keeps: (record: Parameters<FilterStep['apply']>[0]) => boolean, spareAudits: boolean): FilterStep {
  return {
    name: 'level',
    apply(record, flow) {
      if (keeps(record) || (spareAudits && isAudit(record)) || isSummary(record)) return record;
      flow.drop(record, 'below_level');
      return undefined;
    },
  };
}
