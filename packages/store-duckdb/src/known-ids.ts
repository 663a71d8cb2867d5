import type { ArchiveAccess } from './archive/archive-access.ts';
import type { Catalog } from './catalog.ts';
import type { KnownSegments, LookUp } from './duplicates.ts';
import type { KnownJob } from './look-up.ts';
import type { Reader } from './reader.ts';

/** Asks a query process which of some ids are in some segments; those that are archived are fetched first. */
export function lookUpIn(catalog: Catalog, archive: ArchiveAccess, reader: Reader, timeoutMillis: number): LookUp {
  return async (segments, ids) => {
    const archived = segments.filter(({ parquet }) => !catalog.byPath.has(parquet));
    const lent = archived.length === 0 ? undefined : await archive.lend(archived, {});
    try {
      const here = segments.filter((segment) => !archived.includes(segment));
      const paths = [...here, ...(lent?.segments ?? [])].map(({ parquet }) => parquet);
      const job: KnownJob = { paths, ids };
      return paths.length === 0 ? [] : await reader.run<string[]>('known', job, { timeoutMillis });
    } finally {
      lent?.release();
    }
  };
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
