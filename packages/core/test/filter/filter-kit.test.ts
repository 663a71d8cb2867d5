import { describe, expect, it } from 'vitest';
import {
  all,
  any,
  budget,
  chain,
  dedupe,
  dryRun,
  type Filter,
  type FilterStep,
  holdBack,
  isAudit,
  level,
  type LogRecord,
  not,
  orElse,
  perKey,
  rateLimit,
  redact,
  sample,
  when,
} from '../../src/index.ts';
import { contractKit, filterKit, type FilterKitOptions } from '../../src/testing/index.ts';

const RIGHT: readonly FilterKitOptions[] = [
  { name: 'a step of your own', create: everyThird },
  { name: 'level', create: () => level({ default: 'info', db: 'warn' }) },
  { name: 'sample', create: () => sample(0.1), weights: 'expected' },
  { name: 'sample by record', create: () => sample({ info: 0.5 }, { by: 'record' }), weights: 'expected' },
  { name: 'two samplers in a row', create: () => chain(sample(0.5), sample(0.2)), weights: 'expected' },
  { name: 'rateLimit', create: () => rateLimit({ perSecond: 5, by: 'message' }), weights: 'exact' },
  {
    name: 'rateLimit with windows',
    create: () => rateLimit({ first: 2, thereafter: 7, by: 'message' }),
    weights: 'exact',
  },
  { name: 'dedupe', create: () => dedupe({ by: 'message' }), weights: 'exact' },
  { name: 'dedupe by content', create: () => dedupe(), weights: 'exact' },
  { name: 'budget', create: () => budget({ perSecond: 100, by: 'message' }), weights: 'expected' },
  { name: 'holdBack', create: () => holdBack() },
  {
    name: 'redact',
    create: () => redact({ paths: ['a.*.b'] }),
    removes: ['canary@example.com', '4111111111111111'],
  },
  { name: 'all', create: () => all(level('info'), dedupe(), redact()), removes: ['canary@example.com'] },
  { name: 'any', create: () => any(level('warn'), rateLimit({ first: 3, by: 'message' })), weights: 'exact' },
  { name: 'orElse', create: () => orElse(rateLimit({ first: 3 }), sample(0.2)), weights: 'expected' },
  { name: 'not', create: () => not(({ ...one }) => (one.logger === 'http' ? one : undefined)) },
  { name: 'when', create: () => when(({ logger }) => logger === 'http', holdBack(), level('warn')) },
  {
    name: 'perKey',
    create: () => perKey('message', () => dedupe({ by: 'service' }), { maxKeys: 100 }),
    weights: 'exact',
  },
  { name: 'dryRun', create: () => dryRun(all(holdBack(), rateLimit({ first: 1 }))) },
  {
    name: 'a chain of all',
    create: () => chain(level('debug'), dedupe(), rateLimit({ perSecond: 50, by: 'message' }), sample(0.5), redact()),
    weights: 'expected',
    removes: ['canary@example.com'],
  },
];

/** The step that the documentation shows. */
function everyThird(): FilterStep {
  let count = 0;
  return {
    name: 'every_third',
    apply(one, flow) {
      if (one.severity >= 17 || isAudit(one) || ++count % 3 === 0) return one;
      flow.drop(one, 'filtered');
      return undefined;
    },
  };
}

for (const options of RIGHT) filterKit(options).register({ describe, it });

/** A step without a bound, for filters that are wrong in one way each. */
function step(apply: FilterStep['apply'], rest: Partial<FilterStep> = {}): FilterStep {
  return { name: 'wrong', apply, ...rest };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isSevere(one: LogRecord): boolean {
  return one.severity >= 12;
}

/** Filters that are wrong on purpose, and the only checks that may find it. */
const WRONG: readonly (readonly [why: string, options: FilterKitOptions, failing: readonly string[]])[] = [
  [
    'throws for records without attributes',
    { name: 'x', create: () => (one) => (Object.keys(one.attributes as object).length > 99 ? undefined : one) },
    ['stands every record, whatever is in it'],
  ],
  [
    'writes into the record',
    {
      name: 'x',
      create: () => (one) => {
        if (one.message === 'message 3') (one.attributes as Record<string, unknown>)['seen'] = true;
        return one;
      },
    },
    ['leaves every record as it was'],
  ],
  [
    'drops without a word',
    { name: 'x', create: () => step((one) => (one.message === 'message 3' && !isSevere(one) ? undefined : one)) },
    ['passes, holds or drops every record, and says which'],
  ],
  [
    'passes a record on and answers it as well',
    {
      name: 'x',
      create: () =>
        step((one, flow) => {
          if (one.id === 'id-5') flow.pass(one);
          return one;
        }),
    },
    ['passes no record twice'],
  ],
  [
    'keeps what it holds after a flush',
    {
      name: 'x',
      create: () =>
        step((one, flow) => {
          if (isSevere(one) || one.message !== 'message 3') return one;
          flow.hold(one);
          return undefined;
        }),
    },
    ['keeps nothing back after a flush'],
  ],
  [
    'holds the record itself, not a snapshot',
    {
      name: 'x',
      create: () => {
        const held: LogRecord[] = [];
        return step(
          (one, flow) => {
            if (isSevere(one) || one.message !== 'the same') return one;
            flow.hold(one);
            held.push(one);
            return undefined;
          },
          { wake: (flow) => held.splice(0).forEach((one) => flow.pass(one)) },
        );
      },
    },
    ['holds a snapshot of what its caller changes later'],
  ],
  [
    'is due for ever',
    { name: 'x', create: () => step((one) => one, { nextDue: () => 0, wake() {} }) },
    ['wakes only while something is due'],
  ],
  [
    'gives a weight below 1',
    { name: 'x', create: () => (one) => (isSevere(one) ? one : { ...one, sampleRate: 0.5 }), weights: 'exact' },
    ['gives weights of 1 and more', 'loses no weight'],
  ],
  [
    'drops half without weight',
    {
      name: 'x',
      create: () => (one) => (isSevere(one) || /[02468]$/.test(one.id) ? one : undefined),
      weights: 'exact',
    },
    ['loses no weight'],
  ],
  [
    'samples and forgets the weight it was given',
    {
      name: 'x',
      create: () => {
        const half = chain(sample(0.5));
        return function forgets(one) {
          const kept = half.apply(one);
          return kept === undefined || kept === one ? kept : { ...kept, sampleRate: 2 };
        };
      },
      weights: 'expected',
    },
    ['loses no weight on average'],
  ],
  ['changes weights it should not', { name: 'x', create: () => sample(0.5) }, ['changes no weight']],
  [
    'remembers every key',
    {
      name: 'x',
      create: () => {
        const seen = new Map<string, { count: number }>();
        return (one) => {
          seen.set(one.message, { count: (seen.get(one.message)?.count ?? 0) + 1 });
          return one;
        };
      },
    },
    ['keeps its memory bounded over many keys'],
  ],
  [
    'drops errors',
    { name: 'x', create: () => (one) => (one.level === 'error' ? undefined : one) },
    ['leaves errors, SECURITY and AUDIT alone'],
  ],
  [
    'drops audits in capitals',
    { name: 'x', create: () => (one) => (one.level === 'AUDIT' ? undefined : one) },
    ['leaves errors, SECURITY and AUDIT alone'],
  ],
  [
    'draws lots',
    { name: 'x', create: () => (one) => (isSevere(one) || Math.random() < 0.5 ? one : undefined) },
    ['decides the same about the same records'],
  ],
  [
    'redacts the message only',
    {
      name: 'x',
      create: () => (one) => ({ ...one, message: textOf(one.message).replaceAll('canary@example.com', '***') }),
      removes: ['canary@example.com'],
    },
    ['lets nothing through that it has to remove'],
  ],
];

describe('the kit of filters catches a filter that', () => {
  it.each(WRONG)('%s, by the checks that are for it', async (_why, options, failing) => {
    const { name: kit, checks } = filterKit(options);
    // Looking at memory takes as long as everything else together: only where it is what has to be found.
    const asked = checks.filter(({ name }) => !name.includes('memory') || failing.includes(name));
    const findings = await contractKit(kit, asked).findings();
    expect(findings.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(failing);
  });

  it('and says so in one error without a test runner', async () => {
    const kit = filterKit({ name: 'dropper', create: (): Filter => () => undefined });
    await expect(kit.run()).rejects.toThrow(/leaves errors, SECURITY and AUDIT alone/);
    await expect(filterKit({ name: 'level', create: () => level('info') }).run()).resolves.toBeUndefined();
  });
});
