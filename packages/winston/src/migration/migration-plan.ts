import {
  byLoggerName,
  checkOptions,
  type Clock,
  type Diagnostics,
  diagnostics as processDiagnostics,
  hashText,
  type OptionRules,
  systemClock,
  TailraceError,
} from '@tailrace/core/runtime';
import { FailureLimit, type HaltOptions } from './failure-limit.ts';
import { Counters, type MigrationCounts, type Way } from './migration-counts.ts';
import {
  type MigrationSettings,
  isShare,
  parseSettings,
  type ResolvedSettings,
  type ResolvedShare,
  resolveSettings,
  SETTINGS_RULES,
} from './migration-settings.ts';
import { type DualCall, requestKey } from './request-key.ts';
import { type FollowedFile, followSettings } from './settings-file.ts';
import { SteadyShare } from './steady-share.ts';

/** What {@link MigrationPlan} takes. */
export interface MigrationPlanOptions extends MigrationSettings {
  /**
   * What goes one way as a whole: `request` (default; calls that belong to no request are counted out evenly), `call`
   * (every call for itself, counted out evenly), or a function that answers the key of a call.
   */
  readonly by?: 'request' | 'call' | ((call: DualCall) => string | undefined);
  /** Told apart from other migrations by this: with another salt other requests are the first. Default `tailrace`. */
  readonly salt?: string;
  /**
   * After how many failures of the new logger everything goes to the old one, until {@link MigrationPlan.resume}.
   * Default 100 within a minute; `false` for never.
   */
  readonly haltAfter?: HaltOptions | false;
  /** An environment variable that holds settings, which win over those given here. Default `TAILRACE_MIGRATION`. */
  readonly environment?: string;
  /** A file that holds settings, which win over all others; it is looked at again and again. */
  readonly file?: string;
  /** How often the file is looked at, in milliseconds. Default 5,000. */
  readonly fileMillis?: number;
  readonly diagnostics?: Diagnostics;
  readonly clock?: Clock;
}

/** The options besides the settings. */
export const PLAN_RULES: OptionRules<MigrationPlanOptions> = {
  ...SETTINGS_RULES,
  by: { type: 'function', oneOf: ['request', 'call'] },
  salt: { type: 'string' },
  haltAfter: { type: 'object', oneOf: [false] },
  environment: { type: 'string', minLength: 1 },
  file: { type: 'string', minLength: 1 },
  fileMillis: { type: 'number', min: 10 },
  diagnostics: { type: 'object' },
  clock: { type: 'object' },
};

const HALT_RULES: OptionRules<HaltOptions> = {
  failures: { type: 'integer', min: 1 },
  withinMillis: { type: 'number', min: 1 },
};

interface Rule extends ResolvedShare {
  readonly steady: SteadyShare;
}

/** How far a plan has come. */
export interface MigrationStatus extends ResolvedSettings {
  /** Whether everything goes to the old logger because the new one failed too often. */
  readonly isHalted: boolean;
  readonly counts: MigrationCounts;
}

/**
 * Decides which calls go to the new logger, for as many pairs of loggers and transports as share it [A11].
 *
 * A request that goes to the new logger at 10 % goes there at 20 %, and on every host: it follows from a hash.
 *
 * @throws TailraceError where an option is wrong, or what the environment or the file holds.
 * @example
 * const plan = new MigrationPlan({ mode: 'mirror', share: 0.1, byLogger: { db: 1, 'http.*': 0 } });
 * process.on('SIGUSR2', () => plan.goBack());
 */
export class MigrationPlan {
  readonly #by: NonNullable<MigrationPlanOptions['by']>;
  readonly #salt: string;
  readonly #diagnostics: Diagnostics;
  readonly #limit: FailureLimit | undefined;
  readonly #counters = new Counters();
  readonly #file: FollowedFile | undefined;
  #given: MigrationSettings;
  #settings: ResolvedSettings;
  #rule: Rule;
  #ruleOf: (name: string | undefined) => Rule | undefined;
  #isHalted = false;

  constructor(options: MigrationPlanOptions = {}) {
    checkOptions<MigrationPlanOptions>('MigrationPlan', options, PLAN_RULES);
    if (options.haltAfter) checkOptions<HaltOptions>('MigrationPlan: haltAfter', options.haltAfter, HALT_RULES);
    this.#by = options.by ?? 'request';
    this.#salt = options.salt ?? 'tailrace';
    this.#diagnostics = options.diagnostics ?? processDiagnostics;
    const clock = options.clock ?? systemClock;
    if (options.haltAfter !== false) this.#limit = new FailureLimit(options.haltAfter ?? {}, clock);
    this.#given = givenSettings(options);
    this.#settings = resolveSettings('MigrationPlan', this.#given);
    ({ rule: this.#rule, ruleOf: this.#ruleOf } = compile(this.#settings));
    if (options.file !== undefined) {
      const { file, fileMillis = 5_000 } = options;
      this.#file = followSettings({ file, millis: fileMillis, clock }, (take) => this.#takeFile(take));
    }
  }

  /** Whether what decides looks at logger names at all. */
  get hasNames(): boolean {
    return Object.keys(this.#settings.byLogger).length > 0;
  }

  /** Changes settings; what is not named stays. A plan that has halted goes on. */
  set(settings: MigrationSettings): void {
    const given = { ...this.#given, ...settings };
    this.#settings = resolveSettings('MigrationPlan.set', given);
    this.#given = given;
    ({ rule: this.#rule, ruleOf: this.#ruleOf } = compile(this.#settings));
    this.resume();
  }

  /** Changes the share of all calls that the new logger gets; shares by logger name stay. */
  setShare(share: number): void {
    this.set({ share });
  }

  /** Sends everything to the old logger from now on: share 0, and no shares by logger name. */
  goBack(): void {
    this.set({ share: 0, byLogger: {} });
  }

  /** Sends everything to the new logger alone from now on. */
  goOver(): void {
    this.set({ mode: 'switch', share: 1, byLogger: {} });
  }

  /**
   * Sends everything to the old logger until {@link MigrationPlan.resume}, or until settings change.
   *
   * @param why - A sentence for diagnostics.
   */
  halt(why: string, error?: unknown): void {
    if (this.#isHalted) return;
    this.#isHalted = true;
    this.#report('migration.halted', why, error);
  }

  /** Goes on after the new logger had failed too often. */
  resume(): void {
    this.#isHalted = false;
    this.#limit?.forget();
  }

  /** Answers the settings and what was counted. */
  status(): MigrationStatus {
    return { ...this.#settings, isHalted: this.#isHalted, counts: this.#counters.answer() };
  }

  /** Looks at the file no more. */
  close(): void {
    this.#file?.close();
  }

  /** Answers where a call goes; never throws. */
  decide(call: DualCall): Way {
    if (this.#isHalted) return 'old';
    try {
      const rule = this.#ruleOf(call.logger) ?? this.#rule;
      const share = typeof rule.share === 'function' ? askedShare(rule.share) : rule.share;
      if (share <= 0 || !this.#isTaken(call, rule, share)) return 'old';
      return rule.mode === 'mirror' ? 'both' : 'new';
    } catch (error) {
      this.failed('decides where calls go', error, call.logger);
      return 'old';
    }
  }

  /** Whether any call of a logger may reach the new one. */
  mayReachNew(logger: string | undefined): boolean {
    return !this.#isHalted && (this.#ruleOf(logger) ?? this.#rule).share !== 0;
  }

  /** Takes note of where a call went. */
  went(way: Way, logger: string | undefined): void {
    this.#counters.went(way, logger);
  }

  /**
   * Takes note of a call that failed on the new side.
   *
   * @param what - Who failed, as a sentence goes on after `What`.
   */
  failed(what: string, error: unknown, logger: string | undefined): void {
    this.#counters.failed(logger);
    this.#noteFailure(what, error);
  }

  /** Takes note of an event `error` on the new side. */
  errored(what: string, error: unknown): void {
    this.#counters.error();
    this.#noteFailure(what, error);
  }

  #isTaken(call: DualCall, rule: Rule, share: number): boolean {
    if (share >= 1) return true;
    const key = this.#by === 'call' ? undefined : this.#by === 'request' ? requestKey(call) : this.#by(call);
    return key === undefined ? rule.steady.takes(share) : placeOf(this.#salt + key) < share;
  }

  #noteFailure(what: string, error: unknown): void {
    const { failures } = this.#counters;
    // The first, and then ever fewer: a logger that fails at every call would fill what listens.
    if ((failures & (failures - 1)) === 0) {
      this.#report('migration.failed', `What ${what} failed, ${failures} times so far.`, error);
    }
    if (!this.#isHalted && this.#limit?.isReachedBy() === true) {
      this.halt('The new logger failed too often: everything goes to the old one.', error);
    }
  }

  #takeFile(take: () => string | undefined): void {
    const isFirst = this.#file === undefined;
    try {
      const text = take();
      if (text === undefined) return;
      this.set(parseSettings('MigrationPlan: the file', text));
      if (!isFirst) this.#report('migration.changed', 'The settings of a migration changed, as the file says.');
    } catch (error) {
      if (isFirst) throw error;
      this.#report('migration.failed', 'The file with the settings cannot be read; they stay as they were.', error);
    }
  }

  #report(name: 'migration.failed' | 'migration.halted' | 'migration.changed', message: string, error?: unknown): void {
    this.#diagnostics.report({ name, source: 'migration', message, ...(error !== undefined && { error }) });
  }
}

function givenSettings({ mode, share, byLogger, environment }: MigrationPlanOptions): MigrationSettings {
  const own = { ...(mode && { mode }), ...(share !== undefined && { share }), ...(byLogger && { byLogger }) };
  const name = environment ?? 'TAILRACE_MIGRATION';
  const text = process.env[name];
  return text === undefined || text.trim() === '' ? own : { ...own, ...parseSettings(name, text) };
}

function compile(settings: ResolvedSettings): { rule: Rule; ruleOf: (name: string | undefined) => Rule | undefined } {
  const withSteady = (share: ResolvedShare): Rule => ({ ...share, steady: new SteadyShare() });
  const named = Object.entries(settings.byLogger).map(([name, share]) => [name, withSteady(share)] as const);
  return { rule: withSteady(settings), ruleOf: byLoggerName(Object.fromEntries(named)) };
}

function askedShare(ask: () => number): number {
  const share = ask();
  if (isShare(share)) return share;
  throw new TailraceError('TAILRACE_BAD_OPTION', `A share is a number from 0 to 1, not ${String(share)}.`);
}

/** A place from 0 to below 1 that follows from text, the same on every host. */
function placeOf(text: string): number {
  return Number.parseInt(hashText(text).slice(0, 8), 16) / 2 ** 32;
}
