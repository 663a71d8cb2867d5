import { checkOptions, nearestName, type OptionRules, SEVERITY_OF_LEVEL, TailraceError } from '@tailrace/core';
import { type FilterNode, parseQueryStrict } from '@tailrace/query';

/** How long the records of a level, of a level and above, or of a kind are kept. One of the three is given. */
export interface RetentionRule {
  /** This level alone: `debug`. */
  readonly level?: string;
  /** This level and everything more severe: `error`. */
  readonly minLevel?: string;
  /** This kind: `llm.call`. The kind `audit` also means the levels AUDIT and SECURITY. */
  readonly kind?: string;
  /** Milliseconds since the record arrived; `Infinity` for ever. */
  readonly maxAgeMillis: number;
}

/**
 * What a store deletes, and when.
 *
 * Age counts from a record's arrival, not from its own time: an old file that was imported today is not gone tomorrow.
 * Of several rules that match a record the first counts, and none of them: `maxAgeMillis`.
 *
 * @example
 * // keep errors 90d, debug 2d, the rest 14d
 * const policy: RetentionPolicy = {
 *   keep: [{ minLevel: 'error', maxAgeMillis: 90 * 86_400_000 }, { level: 'debug', maxAgeMillis: 2 * 86_400_000 }],
 *   maxAgeMillis: 14 * 86_400_000,
 * };
 */
export interface RetentionPolicy {
  /** How long records are kept that no rule is about: 30 days by default, `Infinity` for ever. */
  readonly maxAgeMillis?: number;
  /**
   * Bytes at the most, no limit by default. Beyond it the oldest records go first; those that a rule keeps longer than
   * the rest go only when nothing else is left.
   */
  readonly maxBytes?: number;
  readonly keep?: readonly RetentionRule[];
}

/** How long records are kept unless a policy says otherwise. */
export const DEFAULT_MAX_AGE_MILLIS: number = 30 * 86_400_000;

/** What stays of records that are older than a step's age. */
export interface RetentionStep {
  /** Milliseconds since arrival. */
  readonly olderThanMillis: number;
  /** The records that stay; absent where none do. */
  readonly keep?: FilterNode;
}

/** A policy as a store carries it out. */
export interface RetentionPlan {
  /** By rising age: of records older than several steps the last one counts. Empty where everything stays for ever. */
  readonly steps: readonly RetentionStep[];
  readonly maxBytes: number;
  /** The records that go last where there are too many bytes: those a rule keeps longer than the rest. */
  readonly precious?: FilterNode;
}

const POLICY_RULES: OptionRules<RetentionPolicy> = {
  maxAgeMillis: { type: 'number', min: 1 },
  maxBytes: { type: 'number', min: 0 },
  keep: { type: 'array' },
};

const RULE_RULES: OptionRules<RetentionRule> = {
  level: { type: 'string', minLength: 1 },
  minLevel: { type: 'string', minLength: 1 },
  kind: { type: 'string', minLength: 1 },
  maxAgeMillis: { type: 'number', min: 1, required: true },
};

/**
 * Checks a policy at creation.
 *
 * @param owner - Who takes it, as messages name it: `openDuckdbStore retention`.
 * @throws TailraceError `TAILRACE_UNKNOWN_OPTION`, `TAILRACE_MISSING_OPTION`, `TAILRACE_BAD_OPTION`, or
 *   `TAILRACE_UNKNOWN_LEVEL` with the nearest known level.
 */
export function checkRetention(owner: string, policy: RetentionPolicy): void {
  checkOptions(owner, policy, POLICY_RULES);
  for (const [index, rule] of (policy.keep ?? []).entries()) {
    const name = `${owner} keep[${index}]`;
    checkOptions(name, rule, RULE_RULES);
    const given = (['level', 'minLevel', 'kind'] as const).filter((key) => rule[key] !== undefined);
    if (given.length !== 1) {
      const found = given.length === 0 ? 'none of them' : given.join(' and ');
      throw new TailraceError('TAILRACE_BAD_OPTION', `${name} takes one of level, minLevel and kind, not ${found}.`);
    }
    const level = rule.level ?? rule.minLevel;
    if (level === undefined || isLevel(level)) continue;
    const nearest = nearestName(level, Object.keys(SEVERITY_OF_LEVEL));
    const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
    throw new TailraceError('TAILRACE_UNKNOWN_LEVEL', `${name}: there is no level '${level}'.${hint}`);
  }
}

/** Whether a word is in the table of levels, in any case. */
export function isLevel(word: string): boolean {
  return Object.hasOwn(SEVERITY_OF_LEVEL, word.toLowerCase());
}

/** Answers which records a rule is about, as a filter that every store can carry out. */
export function filterOfRule({ level, minLevel, kind }: Omit<RetentionRule, 'maxAgeMillis'>): FilterNode {
  if (minLevel !== undefined) return parseQueryStrict(`level>=${minLevel}`).filter;
  if (level !== undefined) return { type: 'compare', field: ['level'], operator: '=', value: level };
  const ofKind: FilterNode = { type: 'compare', field: ['kind'], operator: '=', value: kind ?? '' };
  return kind === 'audit'
    ? { type: 'or', filters: [ofKind, { type: 'in', field: ['level'], values: ['audit', 'security'] }] }
    : ofKind;
}

/** Works out what a policy deletes, and when. */
export function planRetention(policy: RetentionPolicy): RetentionPlan {
  const rest = policy.maxAgeMillis ?? DEFAULT_MAX_AGE_MILLIS;
  const classes = classesOf(policy.keep ?? [], rest);
  const ages = [...new Set(classes.map(({ age }) => age))].filter(Number.isFinite).sort((a, b) => a - b);
  const precious = anyOf(classes.filter(({ age }) => age > rest).map(({ filter }) => filter));
  return {
    steps: ages.map((age) => {
      const keep = anyOf(classes.filter((one) => one.age > age).map(({ filter }) => filter));
      return { olderThanMillis: age, ...(keep !== undefined && { keep }) };
    }),
    maxBytes: policy.maxBytes ?? Number.POSITIVE_INFINITY,
    ...(precious !== undefined && { precious }),
  };
}

/** The step that counts for records of an age; undefined while all of them stay. */
export function stepAt({ steps }: RetentionPlan, ageMillis: number): RetentionStep | undefined {
  return steps.findLast(({ olderThanMillis }) => ageMillis > olderThanMillis);
}

/** Records that belong together, each record in one class only: the first rule that matches counts. */
function classesOf(rules: readonly RetentionRule[], rest: number): { filter: FilterNode; age: number }[] {
  const earlier: FilterNode[] = [];
  const classes = rules.map((rule) => {
    const filter = filterOfRule(rule);
    const own = earlier.length === 0 ? filter : both(filter, noneOf(earlier));
    earlier.push(filter);
    return { filter: own, age: rule.maxAgeMillis };
  });
  return [...classes, { filter: earlier.length === 0 ? EVERYTHING : noneOf(earlier), age: rest }];
}

const EVERYTHING: FilterNode = { type: 'everything' };

function both(one: FilterNode, other: FilterNode): FilterNode {
  return { type: 'and', filters: [one, other] };
}

function noneOf(filters: readonly FilterNode[]): FilterNode {
  return { type: 'not', filter: anyOf(filters) ?? EVERYTHING };
}

function anyOf(filters: readonly FilterNode[]): FilterNode | undefined {
  return filters.length > 1 ? { type: 'or', filters: [...filters] } : filters[0];
}
