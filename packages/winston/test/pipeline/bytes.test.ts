import { chain, type Filter, holdBack, redact } from '@tailrace/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import winston from 'winston';
import type { LeveledLogger } from '../../src/logger/create-logger.ts';
import type { LoggerOptions } from '../../src/logger/logger.ts';
import { logging } from './lines.ts';

const SECRET = 'hunter2';

const key = fc.constantFrom(
  'message',
  'level',
  'stack',
  'cause',
  'error',
  'a',
  'b',
  '7',
  'logger',
  'service',
  'nested',
);
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined));

function metas(inner: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const value = fc.oneof(
    { weight: 4, arbitrary: inner },
    fc.array(inner, { maxLength: 2 }),
    fc.dictionary(key, inner, { maxKeys: 2, noNullPrototype: true }),
  );
  return fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
}

const error = fc
  .record({ text: fc.constantFrom('boom', '', 'a b'), more: metas(leaf) })
  .map(({ text, more: { message: _1, stack: _2, cause: _3, ...rest } }) =>
    Object.assign(new Error(text), rest, { stack: `Error: ${text}\n at here` }),
  );
const words = fc.constantFrom('', 'words', 'with %s', '%d and %o', '50%', '%%');

interface Call {
  readonly form: 'method' | 'log' | 'info' | 'child';
  readonly parameters: readonly unknown[];
}

function calls(parameter: fc.Arbitrary<unknown>): fc.Arbitrary<Call[]> {
  const form = fc.constantFrom('method', 'log', 'info', 'child');
  const parameters = fc.tuple(fc.oneof(words, parameter), fc.array(parameter, { maxLength: 2 }));
  return fc.array(
    fc.record({ form, parameters: parameters.map(([first, rest]) => [first, ...rest]) }) as fc.Arbitrary<Call>,
    { minLength: 1, maxLength: 4 },
  );
}

/** Winston writes into what it is given, and errors are no plain data. */
function copied(value: unknown): unknown {
  if (value instanceof Error) return Object.assign(new Error(value.message), value, { stack: value.stack });
  return structuredClone(value);
}

function said(options: LoggerOptions, all: readonly Call[]): string[] {
  const { logger, lines } = logging({ ...options, level: 'silly' });
  for (const { form, parameters } of all) say(logger, form, parameters.map(copied));
  // What is held is let go.
  logger.close();
  return lines;
}

function say(logger: LeveledLogger, form: Call['form'], parameters: unknown[]): void {
  try {
    if (form === 'method') logger.info(...parameters);
    else if (form === 'child') logger.child({ a: 'child', b: 'child' }).info(...parameters);
    else if (form === 'log') logger.log('info', ...parameters);
    else if (typeof parameters[0] === 'object' && parameters[0] !== null) {
      logger.log(Object.assign(parameters[0], { level: 'info' }));
    }
  } catch {
    // What a format makes of it is asked elsewhere.
  }
}

const splat = winston.format.combine(winston.format.splat(), winston.format.json());

it('what passes a filter, at once or later, has the bytes that it has without one [X1, F6]', () => {
  const parameter = fc.oneof(words, metas(leaf), leaf, error);
  const filters: (() => Filter)[] = [
    () => redact(),
    () => holdBack({ by: false }),
    () => chain(holdBack({ by: false }), redact()),
  ];
  fc.assert(
    fc.property(calls(parameter), fc.constantFrom(...filters), fc.boolean(), (all, filter, splats) => {
      const options: LoggerOptions = { defaultMeta: { service: 'shop' }, ...(splats && { format: splat }) };
      expect(said({ ...options, filter: filter() }, all)).toEqual(said(options, all));
    }),
    { numRuns: 200 },
  );
});

it('what a filter takes out is in no line, wherever it was in the call [F6]', () => {
  const secret = fc.constantFrom({ password: SECRET }, { a: { password: SECRET } }, { a: [{ password: SECRET }] });
  const failed = fc.constant(0).map(() => Object.assign(new Error('boom'), { password: SECRET }));
  const caused = fc.constant(0).map(() => new Error('boom', { cause: { password: SECRET } }));
  const parameter = fc.oneof(words, secret, failed, caused, fc.constant(`password=${SECRET}`), fc.constant('plain'));
  const holds = fc.constantFrom(false, true);
  fc.assert(
    fc.property(calls(parameter), holds, fc.boolean(), fc.boolean(), (all, isHeld, splats, isWhole) => {
      const filter = isHeld ? chain(holdBack({ by: false }), redact()) : redact();
      const options: LoggerOptions = { filter, ...(splats && { format: splat }), ...(isWhole && { errors: 'whole' }) };
      expect(said(options, all).join('\n')).not.toContain(SECRET);
    }),
    { numRuns: 200 },
  );
});
