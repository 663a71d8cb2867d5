import type { LogRecord } from '../record/log-record.ts';
import { probabilityOf, shareOfThreshold, type Probability } from './probability.ts';
import { type Draw, drawByKey, drawByRecord, drawByTrace } from './randomness.ts';
import { type KeySource, keyOf } from './key-of.ts';
import { weightOf } from './summary.ts';

/** OpenTelemetry's attribute for the threshold that a record passed. */
export const THRESHOLD_ATTRIBUTE = 'sampling.threshold';

/** Answers the record with its new weight where it belongs to the share, `undefined` where it does not. */
export type Thin = (record: LogRecord, probability: Probability) => LogRecord | undefined;

/**
 * Compiles consistent thinning by a source of randomness: `trace` (the record's id where there is no trace), `record`,
 * or a key.
 *
 * Two samplers in a row that look at the same bits would keep the same records: the second would drop nothing, and its
 * weight would be wrong. So what is kept carries its threshold, and a second sampler goes on from there: shares
 * multiply, and weights with them, on one host or on two.
 */
export function thinning(owner: string, by: KeySource | undefined): Thin {
  const draw = drawOf(owner, by);
  const attribute =
    by === undefined || by === 'trace'
      ? THRESHOLD_ATTRIBUTE
      : typeof by === 'string'
        ? `${THRESHOLD_ATTRIBUTE}.${by}`
        : undefined;
  return (record, probability) => {
    const { share } = probability;
    if (share >= 1) return record;
    const earlier = attribute === undefined ? undefined : record.attributes?.[attribute];
    const total = earlier === undefined ? probability : after(earlier, probability);
    if (!draw(record, total)) return undefined;
    const sampleRate = weightOf(record) / share;
    // A literal that begins with a spread and has more behind it takes over a microsecond on Node 20.
    if (attribute === undefined) return Object.assign({}, record, { sampleRate });
    return { ...record, sampleRate, attributes: { ...record.attributes, [attribute]: total.threshold } };
  };
}

function drawOf(owner: string, by: KeySource | undefined): Draw {
  if (by === undefined || by === 'trace') return drawByTrace;
  if (by === 'record') return drawByRecord;
  return drawByKey(keyOf(owner, by), typeof by === 'string' ? `${by}\u0000` : '');
}

function after(earlier: unknown, probability: Probability): Probability {
  const share = shareOfThreshold(earlier);
  return share === undefined ? probability : probabilityOf(share * probability.share);
}
