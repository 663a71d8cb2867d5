import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core/runtime';
import { dualLogger } from './dual-logger-handler.ts';
import { MigrationPlan, type MigrationPlanOptions, PLAN_RULES } from './migration-plan.ts';
import { NewSide } from './new-side.ts';
import { levelsOf, type WinstonLike } from './winston-like.ts';

/** What {@link dualWrite} takes besides the two loggers: a plan, or what one is made of. */
export type DualWriteOptions<From extends WinstonLike = WinstonLike> = DualLoggers<From> &
  (({ readonly plan: MigrationPlan } & { readonly [K in keyof MigrationPlanOptions]?: never }) | MigrationPlanOptions);

/** The two loggers of a dual write. */
export interface DualLoggers<From extends WinstonLike = WinstonLike> {
  /** The old logger: it leads, and what the application asks of its logger is asked of this one. */
  readonly from: From;
  /** The new logger, or what makes it when something is to go there for the first time. */
  readonly to: WinstonLike | (() => WinstonLike);
  /** The logger's name, for shares by name. Child loggers are named by `logger` or `label` in their metadata. */
  readonly name?: string;
  /** How long `end()` waits for the new logger before the old one is ended, in milliseconds. Default 5,000. */
  readonly endMillis?: number;
}

/** A logger that is the old one to whoever uses it, and hands on to the new one what the plan says. */
export type DualLogger<From extends WinstonLike = WinstonLike> = From & {
  /** Changes how much goes to the new logger, and tells what went. */
  readonly migration: MigrationPlan;
};

const PAIR_RULES: OptionRules<DualLoggers> = {
  from: { type: 'object', required: true },
  to: { type: 'any', required: true },
  name: { type: 'string' },
  endMillis: { type: 'number', min: 0 },
};

/**
 * Joins an old and a new logger into one with Winston's API, for going over gradually [A11].
 *
 * `log`, the methods of the levels, `write`, `child`, `profile` and `startTimer` go where the plan says; `level`,
 * `silent` and `defaultMeta` are set on both; `flush`, `end` and `close` reach both, the new one first. All else is
 * asked of the old logger: transports, formats, events, queries, handlers of uncaught errors.
 *
 * What fails on the new side is counted and reported, and never reaches the application: a call that should have gone
 * there alone then goes to the old logger.
 *
 * @throws TailraceError where an option is wrong, or where the new logger has not all the levels of the old one.
 * @example
 * const logger = dualWrite({ from: oldLogger, to: newLogger, mode: 'mirror', share: 0.1, byLogger: { db: 1 } });
 * logger.migration.setShare(0.5);
 */
export function dualWrite<From extends WinstonLike>(options: DualWriteOptions<From>): DualLogger<From> {
  const { from, to, name, endMillis, plan, rest } = splitPair(options);
  const used = plan ?? new MigrationPlan(rest);
  if (typeof to !== 'function') checkLevels(from, to);
  const make = typeof to === 'function' ? (): WinstonLike => makeNew(from, to, used) : (): WinstonLike => to;
  const fresh = new NewSide(() => {
    const made = make();
    // Without a listener an error of a transport would end the process.
    made.on('error', (error) => used.errored('the new logger wrote', error));
    return made;
  }, used);
  const pair = { from, fresh, plan: used, name, metas: [], endMillis: endMillis ?? 5_000 };
  return dualLogger(pair) as DualLogger<From>;
}

function splitPair<From extends WinstonLike>(
  options: DualWriteOptions<From>,
): DualLoggers<From> & { plan: MigrationPlan | undefined; rest: MigrationPlanOptions } {
  checkOptions<Record<string, unknown>>('dualWrite', options as unknown as Record<string, unknown>, {
    ...PAIR_RULES,
    ...PLAN_RULES,
    plan: { type: 'object' },
  });
  const { from, to, name, endMillis, plan, ...rest } = options as DualLoggers<From> & {
    plan?: MigrationPlan;
  } & MigrationPlanOptions;
  const isLogger = (value: unknown): boolean => typeof (value as WinstonLike | null)?.log === 'function';
  if (!isLogger(from)) throw new TailraceError('TAILRACE_BAD_OPTION', "dualWrite: 'from' takes a logger.");
  if (typeof to !== 'function' && !isLogger(to)) {
    throw new TailraceError('TAILRACE_BAD_OPTION', "dualWrite: 'to' takes a logger, or a function that makes one.");
  }
  const both = Object.keys(rest)[0];
  if (plan !== undefined && both !== undefined) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `dualWrite takes a 'plan' or '${both}', not both.`);
  }
  return { from, to, plan, rest, ...(name !== undefined && { name }), ...(endMillis !== undefined && { endMillis }) };
}

/** Makes the new logger; where that fails nothing can go to it, and trying again at each call would help nobody. */
function makeNew(from: WinstonLike, make: () => WinstonLike, plan: MigrationPlan): WinstonLike {
  try {
    const made = make();
    checkLevels(from, made);
    return made;
  } catch (error) {
    plan.halt('The new logger could not be made: everything goes to the old one.', error);
    throw error;
  }
}

function checkLevels(from: WinstonLike, to: WinstonLike): void {
  const missing = levelsOf(from).filter((level) => to.levels[level] === undefined);
  if (missing.length === 0) return;
  throw new TailraceError(
    'TAILRACE_UNKNOWN_LEVEL',
    `dualWrite: the new logger has no level '${missing.join("', '")}'; its lines would be lost there.`,
  );
}
