import { TailraceError } from '../diagnostics/errors.ts';
import { fromWinston } from '../record/from-winston.ts';
import { createChain } from './chain.ts';
import { changedInfo } from './changed-info.ts';
import type { Filter } from './filter.ts';
import { isFilterChain } from './step-of.ts';

/** What `winston.format.combine` takes. */
export interface WinstonFormat {
  /** Options as Winston's formats have them; there are none. */
  readonly options?: unknown;
  /** Answers the info, a changed copy of it, or `false` where the record is dropped. */
  transform(info: object, options?: unknown): object | false;
}

/**
 * Makes a Winston format of filters: what they drop, Winston drops; what they rewrite is rewritten in a copy of the
 * info.
 *
 * Put it before the format that makes text of the info (`json`, `printf`, `simple`), and behind `splat`. Where content
 * was redacted the copy has neither the splat nor text that was made before. A weight is in `sampleRate`.
 *
 * @throws TailraceError `TAILRACE_FILTER_NOT_FORMAT` for steps that hold records or make some: a Winston format answers
 *   once for each info. A `rateLimit` with `summary: false` makes none.
 * @example
 * format.combine(format.splat(), asWinstonFormat(redact()), format.json())
 */
export function asWinstonFormat(filter: Filter | readonly Filter[]): WinstonFormat {
  const filters = Array.isArray(filter) ? (filter as readonly Filter[]) : [filter as Filter];
  const only = filters.length === 1 && isFilterChain(filters[0]) ? filters[0] : undefined;
  const chain = only ?? createChain(filters);
  for (const step of chain.steps) {
    if (step.wake === undefined) continue;
    throw new TailraceError(
      'TAILRACE_FILTER_NOT_FORMAT',
      `The step '${step.name}' holds records or makes some; a Winston format answers once for each info. Put the filter on a transport.`,
    );
  }
  return {
    transform(info) {
      const record = fromWinston(info);
      const kept = chain.apply(record);
      if (kept === undefined) return false;
      return kept === record ? info : changedInfo(info, record, kept);
    },
  };
}
