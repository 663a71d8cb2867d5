import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core/runtime';

/**
 * Where the chosen share goes: `mirror`, to the new one besides the old, which gets everything; `switch`, to the new one
 * instead of the old.
 */
export type MigrationMode = 'mirror' | 'switch';

/** A share from 0 to 1, or a function that is asked for it at each call, for feature flags. */
export type Share = number | (() => number);

/** What holds for loggers of a name: a share, or a share with a mode of its own. */
export type LoggerShare = Share | { readonly mode?: MigrationMode; readonly share: Share };

/** How far a migration has come; all of it may be changed while the application runs. */
export interface MigrationSettings {
  /** Default `mirror`. */
  readonly mode?: MigrationMode;
  /** The share of all calls that the new logger gets. Default 0. */
  readonly share?: Share;
  /**
   * Shares by logger name, over `share`: `{ db: 1, 'http.*': 0 }`. The rule of `db` holds for `db.pool` as well, unless
   * that has one of its own.
   */
  readonly byLogger?: Readonly<Record<string, LoggerShare>>;
}

/** The option rules of {@link MigrationSettings}. */
export const SETTINGS_RULES: OptionRules<MigrationSettings> = {
  mode: { type: 'string', oneOf: ['mirror', 'switch'] },
  share: { type: 'any' },
  byLogger: { type: 'object' },
};

/** What holds for a call, with every default filled in. */
export interface ResolvedShare {
  readonly mode: MigrationMode;
  readonly share: Share;
}

/** Settings with every default filled in. */
export interface ResolvedSettings extends ResolvedShare {
  readonly byLogger: Readonly<Record<string, ResolvedShare>>;
}

/**
 * Checks settings and fills in defaults.
 *
 * @throws TailraceError where one is wrong.
 */
export function resolveSettings(owner: string, settings: MigrationSettings): ResolvedSettings {
  checkOptions<MigrationSettings>(owner, settings, SETTINGS_RULES);
  const mode = settings.mode ?? 'mirror';
  const share = checkedShare(owner, 'share', settings.share ?? 0);
  const byLogger: Record<string, ResolvedShare> = {};
  for (const [name, given] of Object.entries(settings.byLogger ?? {})) {
    byLogger[name] = resolveLogger(`${owner}: byLogger`, name, given, mode);
  }
  return { mode, share, byLogger };
}

/**
 * Reads settings from text, as files and the environment hold them: a share (`0.5`), `old`, `new` or JSON.
 *
 * @throws TailraceError where it cannot be read.
 */
export function parseSettings(owner: string, text: string): MigrationSettings {
  const word = text.trim();
  if (word === 'old') return { share: 0 };
  if (word === 'new') return { mode: 'switch', share: 1 };
  let value: unknown;
  try {
    value = JSON.parse(word);
  } catch (cause) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `${owner} takes a share from 0 to 1, 'old', 'new', or JSON with mode, share and byLogger.`,
      { cause },
    );
  }
  const settings = (typeof value === 'number' ? { share: value } : value) as MigrationSettings;
  resolveSettings(owner, settings);
  return settings;
}

function resolveLogger(owner: string, name: string, given: unknown, mode: MigrationMode): ResolvedShare {
  if (typeof given !== 'object' || given === null) return { mode, share: checkedShare(owner, name, given) };
  const rule = given as { mode?: MigrationMode; share: Share };
  checkOptions<typeof rule>(`${owner}: '${name}'`, rule, {
    mode: { type: 'string', oneOf: ['mirror', 'switch'] },
    share: { type: 'any', required: true },
  });
  return { mode: rule.mode ?? mode, share: checkedShare(owner, name, rule.share) };
}

function checkedShare(owner: string, name: string, share: unknown): Share {
  if (typeof share === 'function') return share as () => number;
  if (isShare(share)) return share;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    `${owner}: '${name}' takes a number from 0 to 1, or a function that answers one, not ${String(share)}.`,
  );
}

/** Whether a value is a number from 0 to 1. */
export function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
