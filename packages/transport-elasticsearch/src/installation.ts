import { createHash } from 'node:crypto';

/** Raised with every change of what this package puts into templates and policies. */
export const INSTALLED_VERSION = 1;

/** What is written into what this package installs, so that it is known again. */
export interface Mark {
  readonly managed_by: 'tailrace';
  readonly installed_version: number;
  /** Of the whole body without this mark: options change it as well as versions. */
  readonly fingerprint: string;
}

/** What to do about a template or a policy, by what is there. */
export type Finding = 'install' | 'current' | 'newer' | 'foreign';

/** Makes the mark of a body. */
export function markOf(body: object): Mark {
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32);
  return { managed_by: 'tailrace', installed_version: INSTALLED_VERSION, fingerprint };
}

/**
 * Compares what is installed with what is wanted: a newer version's is left alone, and so is what somebody else made.
 *
 * @param meta - `_meta` of what is there; `undefined` where nothing is.
 */
export function findingOf(there: { readonly meta: unknown } | undefined, wanted: Mark): Finding {
  if (there === undefined) return 'install';
  const meta = (there.meta ?? {}) as Partial<Mark>;
  if (meta.managed_by !== 'tailrace') return 'foreign';
  if ((meta.installed_version ?? 0) > wanted.installed_version) return 'newer';
  return meta.fingerprint === wanted.fingerprint ? 'current' : 'install';
}
