import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridgeConsole } from '../src/index.ts';
import { consoleInMemory } from './consoles.ts';
import { keeping } from './records.ts';

type Call = readonly [method: keyof Console, parameters: readonly unknown[]];

/** What throws when it is looked at: the console throws, then. */
const SPITEFUL = {
  [inspect.custom]() {
    throw new Error('spite');
  },
  get error() {
    throw new Error('spite');
  },
};

const argument = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('%s', '%d %i', '%o %O %j', '%%', '%c red', '50%', 'a\nb', '', '%s%s'),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, 12n, Symbol('s'), Object.create(null), new Map([[1, { a: [] }]]), () => 1, SPITEFUL),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
  fc.array(fc.jsonValue(), { maxLength: 4 }),
);

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(
    fc.constantFrom('log', 'info', 'debug', 'warn', 'error', 'dirxml'),
    fc.array(argument, { maxLength: 5 }),
  ) as fc.Arbitrary<Call>,
  fc.tuple(fc.constantFrom('group', 'groupCollapsed'), fc.array(argument, { maxLength: 2 })) as fc.Arbitrary<Call>,
  fc.constant<Call>(['groupEnd', []]),
  fc.tuple(fc.constant('count'), fc.array(fc.constantFrom('a', 'b'), { maxLength: 1 })) as fc.Arbitrary<Call>,
  fc.tuple(fc.constant('assert'), fc.array(argument, { maxLength: 3 })) as fc.Arbitrary<Call>,
  fc.tuple(
    fc.constant('table'),
    fc.array(fc.array(fc.jsonValue(), { maxLength: 3 }), { maxLength: 1 }),
  ) as fc.Arbitrary<Call>,
  fc.tuple(fc.constant('dir'), fc.tuple(fc.jsonValue(), fc.constantFrom({ depth: 0 }, {}))) as fc.Arbitrary<Call>,
);

/** Makes a call, and answers what was thrown. */
function make(console: Console, [method, parameters]: Call): string | undefined {
  try {
    (console[method] as (...given: unknown[]) => void)(...parameters);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe('what the console would have written', () => {
  it('is the message, whatever the arguments and whatever was called before', () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 12 }), (calls) => {
        const plain = consoleInMemory();
        const bridged = consoleInMemory();
        const { target, records } = keeping();
        const bridge = bridgeConsole(target, { console: bridged.console });
        for (const each of calls) {
          const texts = plain.written.length;
          const count = records.length;
          const thrown = make(plain.console, each);
          expect(make(bridged.console, each)).toBe(thrown);
          const written = plain.written.slice(texts).map(({ text }) => text);
          expect(records.slice(count).map(({ message }) => `${message}\n`)).toEqual(written);
        }
        bridge.undo();
        expect(bridged.written).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
