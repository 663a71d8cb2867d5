import { TailraceError } from '@tailrace/core';
import type { ArchiveAccess } from './archive/archive-access.ts';
import { type Catalog, isCovered, type Segment } from './catalog.ts';
import { FileGone } from './child.ts';
import type { KnownSegments, LookUp } from './duplicates.ts';
import type { KnownJob } from './look-up.ts';
import type { Reader } from './reader.ts';
import type { SegmentKeeper } from './segment-keeper.ts';

const ATTEMPTS = 3;

/**
 * Asks a query process which of some ids are in some segments; archived ones are fetched one after the other, so that
 * they need not be here together.
 *
 * Segments may be thinned out, archived or deleted meanwhile, or turn out to be damaged: then those are asked that stand
 * in their place.
 */
export function lookUpIn(keeper: SegmentKeeper, archive: ArchiveAccess, reader: Reader, timeoutMillis: number): LookUp {
  const { catalog } = keeper;
  const ask = (segments: readonly Segment[], ids: readonly string[]): Promise<readonly string[]> => {
    const job: KnownJob = { paths: segments.map(({ parquet }) => parquet), ids };
    return segments.length === 0 ? Promise.resolve([]) : reader.run<string[]>('known', job, { timeoutMillis });
  };
  const askAll = async (here: readonly Segment[], away: readonly Segment[], ids: readonly string[]) => {
    const known = [...(await ask(here, ids))];
    for (const segment of away) {
      const lent = await archive.lend([segment], {});
      try {
        known.push(...(await ask(lent.segments, ids)));
      } finally {
        lent.release();
      }
    }
    return known;
  };
  return async (segments, ids) => {
    for (let attempt = 1; ; attempt += 1) {
      const here = catalog.segments.filter(({ summary }) => isCovered(segments, summary.first));
      const away = archive.archived.all.filter(({ summary }) => isCovered(segments, summary.first));
      try {
        return await askAll(here, away, ids);
      } catch (error) {
        if (attempt === ATTEMPTS || !(await mayHelp(error, keeper, here))) throw publicError(error);
      }
    }
  };
}

async function mayHelp(error: unknown, keeper: SegmentKeeper, here: readonly Segment[]): Promise<boolean> {
  if (error instanceof FileGone) return true;
  if (!(error instanceof TailraceError) || error.code !== 'TAILRACE_STORE_FAILED') return false;
  return keeper.dismissDamaged(here);
}

function publicError(error: unknown): unknown {
  if (!(error instanceof FileGone)) return error;
  return new TailraceError('TAILRACE_STORE_FAILED', `Files vanished while they were read: ${error.message}`, {
    cause: error,
  });
}

/** The segments whose ids count, archived ones among them. */
export function knownSegments(catalog: Catalog, archive: ArchiveAccess): KnownSegments {
  return {
    get segments() {
      return [...catalog.segments, ...archive.archived.all];
    },
    bloomOf: (segment) => catalog.bloomOf(segment),
  };
}
