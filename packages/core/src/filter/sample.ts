import { TailraceError } from '../diagnostics/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import type { LogRecord } from '../record/log-record.ts';
import { ERROR_SEVERITY } from '../record/severity.ts';
import type { FilterStep } from './filter.ts';
import type { KeySource } from './key-of.ts';
import { knownSeverity } from './known-severity.ts';
import { checkedShare, probabilityOf, type Probability } from './probability.ts';
import { isAudit, SPARE_RULES, type SpareOptions, sparing } from './spared.ts';
import { thinning } from './thin.ts';
import { stepMakers } from './step-makers.ts';

/** The share of records to keep by level, from 0 to 1; `default` is for levels that are not named (1 if absent). */
export type ShareByLevel = Readonly<Record<string, number>>;

export interface SampleOptions extends SpareOptions {
  /**
   * What is kept or dropped as one: `trace` (default; each record for itself where it has no trace), `record`, or a
   * key.
   */
  readonly by?: KeySource;
}

const WARN_SEVERITY = 13;

/**
 * Keeps a share of the records, and gives what is kept the weight of what is not [A3].
 *
 * It is OpenTelemetry's consistent probability sampling: whether a record stays follows from 56 bits of its trace id,
 * so that every host keeps the same traces, and what is kept at 1 % is kept at 10 %. Weights are 1 / share and
 * multiply with the weight that a record already has. WARN and above, SECURITY and AUDIT are left alone; a level that
 * is named in the shares is sampled as it says, except errors and audits.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for shares outside 0 to 1, `TAILRACE_UNKNOWN_LEVEL` for unknown words.
 * @example
 * sample({ info: 0.1, debug: 0.01 })
 */
export function sample(share: number | ShareByLevel, options: SampleOptions = {}): FilterStep {
  checkOptions<SampleOptions>('sample', options, { ...SPARE_RULES, by: { type: 'any' } });
  const shareOf = typeof share === 'number' ? constantShare(share) : sharesByLevel(share);
  const spares = sparing(options, typeof share === 'object' ? namedFrom(share) : WARN_SEVERITY);
  if (typeof share === 'object') checkSpared(share, spares);
  const thin = thinning('sample', options.by);
  return {
    name: 'sample',
    apply(record, flow) {
      if (spares(record)) return record;
      const kept = thin(record, shareOf(record));
      if (kept === undefined) flow.drop(record, 'sampled_out');
      return kept;
    },
  };
}

stepMakers.add(sample);

function constantShare(share: number): (record: LogRecord) => Probability {
  const probability = probabilityOf(checkedShare('sample', 'share', share));
  return () => probability;
}

function sharesByLevel(shares: ShareByLevel): (record: LogRecord) => Probability {
  if (shares === null || Array.isArray(shares)) {
    throw new TailraceError('TAILRACE_BAD_OPTION', 'sample takes a number from 0 to 1, or such numbers by level.');
  }
  const byWord = new Map<string, Probability>();
  const bySeverity = new Map<number, Probability>();
  let byDefault = probabilityOf(1);
  for (const [word, share] of Object.entries(shares)) {
    const probability = probabilityOf(checkedShare('sample', word, share));
    if (word === 'default') {
      byDefault = probability;
    } else {
      bySeverity.set(knownSeverity(word), probability);
      byWord.set(word.toLowerCase(), probability);
    }
  }
  return (record) => byWord.get(record.level) ?? bySeverity.get(record.severity) ?? byDefault;
}

/** WARN is spared unless its share is named; errors have to be asked for by `spareFrom`. */
function namedFrom(shares: ShareByLevel): number {
  let from = WARN_SEVERITY;
  for (const word of Object.keys(shares)) {
    if (word !== 'default') from = Math.max(from, Math.min(ERROR_SEVERITY, knownSeverity(word) + 1));
  }
  return from;
}

/** A share that would never be looked at is a mistake, and one that is found out late. */
function checkSpared(shares: ShareByLevel, spares: (record: LogRecord) => boolean): void {
  for (const [word, share] of Object.entries(shares)) {
    if (word === 'default' || share === 1) continue;
    const record = { id: '', timestamp: 0, level: word, severity: knownSeverity(word), message: '' };
    if (!spares(record)) continue;
    const option = isAudit(record) ? "'spareAudits: false'" : `'spareFrom' above '${word}'`;
    throw new TailraceError('TAILRACE_BAD_OPTION', `sample leaves '${word}' alone. To sample it, set ${option}.`);
  }
}
