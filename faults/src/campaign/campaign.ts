import type { Subject } from '../subjects/subject.ts';
import type { Verdict } from '../verdict.ts';
import { endings } from './endings.ts';
import { killed } from './kills.ts';
import { sinkMatrix } from './matrix.ts';
import { outages } from './outages.ts';

/** How much of everything a campaign does. */
export interface CampaignSize {
  /** Kills for each transport, in series that one state folder outlives. */
  readonly kills: number;
  readonly killsInSeries: number;
  /** Records in a burst. */
  readonly burst: number;
  readonly awayMillis: number;
  readonly seed: number;
}

/** The long form: a thousand kills over six transports. */
export const LONG: CampaignSize = { kills: 180, killsInSeries: 15, burst: 10_000, awayMillis: 2_000, seed: 1 };

/** Every trial of one transport, each to be run for itself. */
export function trials(subject: Subject, size: CampaignSize): readonly (() => Promise<readonly Verdict[]>)[] {
  const series = Math.ceil(size.kills / size.killsInSeries);
  return [
    ...Array.from({ length: series }, (_, index) => async () => [
      await killed(subject, size.killsInSeries, size.seed + index),
    ]),
    () => endings(subject, size.burst),
    () => outages(subject, size.burst, size.awayMillis),
    () => sinkMatrix(subject),
  ];
}
