import type { FilterStep } from '@tailrace/core';
import { type ClientSource, isOff } from './client-source.ts';
import type { SentryFormat } from './sentry-format.ts';
import { categoryOf, type SorterSettings } from './sorter.ts';

/** What the step is made with. */
export interface SentryStepSettings {
  readonly source: ClientSource;
  readonly format: SentryFormat;
  readonly sorter: SorterSettings;
  /** Answers a number from 0 to below 1. */
  readonly random: () => number;
}

/**
 * The last step of the transport's chain: it keeps out what Sentry would not get either way.
 *
 * What is only a breadcrumb is remembered as one. What the application's `sampleRate` leaves out is dropped here,
 * unless a filter in front has sampled the record: nothing is sampled twice.
 *
 * @param settings - Asked for at each record, since a chain is made before what it leads to.
 */
export function sentryStep(settings: () => SentryStepSettings): FilterStep {
  return {
    name: 'sentry',
    apply(record, flow) {
      const { source, format, sorter, random } = settings();
      const { client } = source;
      if (isOff(client)) {
        flow.drop(record, 'filtered');
        return undefined;
      }
      const category = categoryOf(record, sorter);
      const share = record.sampleRate === undefined ? client?.getOptions().sampleRate : undefined;
      const isLeftOut = category === 'error' && share !== undefined && random() >= share;
      if (category !== undefined && !isLeftOut) return record;
      format.note(record);
      flow.drop(record, isLeftOut ? 'sampled_out' : 'below_level');
      return undefined;
    },
  };
}
