import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
import { openObjects } from '../objects/open-objects.ts';
import type { ObjectStore } from '../objects/object-store.ts';

/** Where old segments go, and how they come back. */
export interface ArchiveOptions {
  /** A folder's path, `s3://bucket/prefix?endpoint=…`, or an object store; for this store alone. */
  readonly to: ObjectStore | string;
  /** Segments that arrived longer ago are archived: 7 days by default. */
  readonly olderThanMillis?: number;
  /**
   * Bytes of archived segments that are fetched for questions and kept on this disk: 1 GiB by default. A question that
   * needs more is refused with `TAILRACE_QUERY_LIMIT`.
   */
  readonly cacheBytes?: number;
  /** Takes over an archive whose store's folder was lost: what is in it is served again. False by default. */
  readonly adopt?: boolean;
}

/** Every option with its default in place. */
export interface ArchiveSettings extends Required<Omit<ArchiveOptions, 'to'>> {
  readonly objects: ObjectStore;
  /** By which the archive can be opened again; absent where an object store was handed over. */
  readonly address?: string;
}

const RULES: OptionRules<ArchiveOptions> = {
  to: { type: 'any', required: true },
  olderThanMillis: { type: 'number', min: 0 },
  cacheBytes: { type: 'number', min: 0 },
  adopt: { type: 'boolean' },
};

const DAY_MILLIS = 86_400_000;
const GIB = 1024 ** 3;

/** Checks the options of an archive and fills in the defaults. */
export function archiveSettings(options: ArchiveOptions): ArchiveSettings {
  checkOptions('openDuckdbStore archive', options, RULES);
  const { to } = options;
  if (typeof to !== 'string' && typeof to.put !== 'function')
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      "openDuckdbStore archive: 'to' takes an address or an object store.",
    );
  return {
    objects: typeof to === 'string' ? openObjects(to) : to,
    ...(typeof to === 'string' && { address: to }),
    olderThanMillis: options.olderThanMillis ?? 7 * DAY_MILLIS,
    cacheBytes: options.cacheBytes ?? GIB,
    adopt: options.adopt ?? false,
  };
}
