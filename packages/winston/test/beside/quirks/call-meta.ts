import type { Scenario } from '../scenario.ts';
import { form } from './form.ts';

export const callMeta: readonly Scenario[] = [
  form(
    'a method with meta copies only the first object',
    (logger, a, b) => logger.info('hello', a, b),
    () => [{ x: 1 }, { y: 2 }],
  ),
  form(
    'a method with an array as meta spreads it',
    (logger, made) => logger.info('hello', made),
    () => [['a', 'b']],
  ),
  form('a method with a date as meta', (logger) => logger.info('hello', new Date(0))),
  form(
    'meta.message is appended to the message',
    (logger, made) => logger.info('hello', made),
    () => [{ message: 'world', x: 1 }],
  ),
  form('meta.message that is not text is appended as text', (logger) =>
    logger.info('hello', { message: { deep: true } }),
  ),
  form('meta.message that is empty is not appended, and lost', (logger) => logger.info('hello', { message: '' })),
  form('meta.stack and meta.cause are taken over although they are not enumerable', (logger) => {
    const error = new Error('boom', { cause: 'because' });
    error.stack = 'the stack';
    return logger.error('failed', error);
  }),
  form('meta with inherited stack and cause', (logger) =>
    logger.error('failed', Object.create({ stack: 'above', cause: 'why' })),
  ),
  form('an error deep in meta becomes {}', (logger) => logger.error('failed', { error: new Error('boom') })),
  form('meta is not merged where the message has a place for it', (logger) => logger.info('user %s', { id: 1 })),
  form('a per cent sign before a letter counts as a place', (logger) => logger.info('50%d done', { x: 1 })),
  form('a doubled per cent sign counts as a place', (logger) => logger.info('50%% done', { x: 1 })),
  form('a per cent sign before a space is none', (logger) => logger.info('50% done', { x: 1 })),
  form('a message with a match of its own decides what a place is', (logger) =>
    logger.info({ match: () => ['%s'], toString: () => 'odd' }, { x: 1 }),
  ),
  form('keys of meta that are symbols are copied', (logger) =>
    logger.info('hello', { [Symbol('own')]: 1, [Symbol.for('level')]: 'error' }),
  ),
  form('getters in meta are read once and copied as values', (logger) => {
    let reads = 0;
    const meta = {
      get count() {
        reads += 1;
        return reads;
      },
    };
    return logger.info('hello', meta);
  }),
  form('a meta that is a proxy', (logger) => logger.info('hello', new Proxy({ x: 1 }, {}))),
  form('inherited fields of meta are not copied', (logger) =>
    logger.info('hello', Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })),
  ),
];
