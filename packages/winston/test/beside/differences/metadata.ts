import { runInContext } from '@tailrace/core';
import type { SeenDifference } from '../scenario.ts';

export const metadata: readonly SeenDifference[] = [
  {
    id: 'child-write-answers',
    stock: '`write` of a child answers undefined, and so do its `profile` and the `done` of its timers.',
    ours: 'It answers what `write` of its parent answers.',
    why: "A stream's write answers a boolean.",
    run(winston, watch) {
      const child = watch.logger(winston, { transports: watch.transport('out') }).child({ request: 1 });
      watch.call('write', () => child.write({ level: 'info', message: 'raw' }));
    },
    seenOnStock: ['out: {"level":"info","message":"raw","request":1}', 'write: undefined'],
    seenOnOurs: ['out: {"level":"info","message":"raw","request":1}', 'write: true'],
  },
  {
    id: 'child-meta-function',
    stock: 'A function as the meta of a child counts for its own fields, which are none.',
    ours: 'It is asked at each call, and what it answers is the meta.',
    why: 'For metadata that changes: request, user, time (complaint 24).',
    run(winston, watch) {
      let turn = 0;
      const child = watch.logger(winston, { transports: watch.transport('out') }).child(() => {
        turn += 1;
        return { turn };
      });
      child.info('one');
      child.info('two', { x: 1 });
    },
    seenOnStock: ['out: {"level":"info","message":"one"}', 'out: {"level":"info","message":"two","x":1}'],
    seenOnOurs: [
      'out: {"level":"info","message":"one","turn":1}',
      'out: {"level":"info","message":"two","turn":2,"x":1}',
    ],
  },
  {
    id: 'default-meta-function',
    stock: 'A function as `defaultMeta` counts for its own fields, which are none.',
    ours: 'It is asked at each call, and what it answers is the default metadata.',
    why: 'For metadata that changes (complaint 24).',
    run(winston, watch) {
      const logger = watch.logger(winston, {
        defaultMeta: () => ({ asked: true }),
        transports: watch.transport('out'),
      });
      logger.info('hello');
      logger.info('hello', { x: 1 });
    },
    seenOnStock: ['out: {"level":"info","message":"hello"}', 'out: {"level":"info","message":"hello","x":1}'],
    seenOnOurs: [
      'out: {"asked":true,"level":"info","message":"hello"}',
      'out: {"asked":true,"level":"info","message":"hello","x":1}',
    ],
  },
  {
    id: 'child-removes',
    stock:
      '`remove` and `configure` of a child take transports off the list of the root, but they go on being written to.',
    ours: 'They are not written to any more; as with `add`, it is the root that has lost them.',
    why: 'A transport that was removed should not be written to.',
    run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: [transport, watch.transport('other')] });
      logger.child({ request: 1 }).remove(transport);
      logger.info('after remove');
      logger.child({ request: 1 }).configure({ transports: watch.transport('new') });
      logger.info('after configure');
    },
    seenOnStock: [
      'out: {"level":"info","message":"after remove"}',
      'other: {"level":"info","message":"after remove"}',
      'out: {"level":"info","message":"after configure"}',
      'other: {"level":"info","message":"after configure"}',
      'new: {"level":"info","message":"after configure"}',
    ],
    seenOnOurs: [
      'other: {"level":"info","message":"after remove"}',
      'new: {"level":"info","message":"after configure"}',
    ],
  },
  {
    id: 'child-level',
    stock: '`child.level = …` has no effect on what is written.',
    ours: 'It is the level of the child, for transports that have none of their own.',
    why: 'A child could not have a level of its own (complaint 25).',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      const child = logger.child({ request: 1 });
      child.level = 'debug';
      child.debug('from the child');
      logger.debug('from the root');
      child.level = 'error';
      child.info('from the child, too low');
      logger.info('from the root');
    },
    seenOnStock: [
      'out: {"level":"info","message":"from the child, too low","request":1}',
      'out: {"level":"info","message":"from the root"}',
    ],
    seenOnOurs: [
      'out: {"level":"debug","message":"from the child","request":1}',
      'out: {"level":"info","message":"from the root"}',
    ],
  },
  {
    id: 'child-second-argument',
    stock: '`child` takes one argument; others are ignored.',
    ours: 'The second one is what the child has of its own: `level`, `name`, `transports`, `filter`.',
    why: 'A child could have none of these (complaints 25, 26).',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      const child = logger.child({ request: 1 }, { transports: watch.transport('own'), name: 'jobs' });
      child.info('from the child');
      logger.info('from the root');
    },
    seenOnStock: [
      'out: {"level":"info","message":"from the child","request":1}',
      'out: {"level":"info","message":"from the root"}',
    ],
    seenOnOurs: [
      'out: {"level":"info","logger":"jobs","message":"from the child","request":1}',
      'own: {"level":"info","logger":"jobs","message":"from the child","request":1}',
      'out: {"level":"info","message":"from the root"}',
    ],
  },
  {
    id: 'context',
    stock: 'Knows nothing of the work in which a line is logged.',
    ours: "Adds trace ids and fields of the context (`runInContext`, OpenTelemetry's active span) where there is one and the line lacks them.",
    why: 'So that every line of a request can be found (complaint 24). Where there is no context nothing is added.',
    back: '`addContext: false`',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      logger.info('outside');
      runInContext({ attributes: { tenant: 'acme' } }, () => logger.info('within'));
    },
    seenOnStock: ['out: {"level":"info","message":"outside"}', 'out: {"level":"info","message":"within"}'],
    seenOnOurs: [
      'out: {"level":"info","message":"outside"}',
      'out: {"level":"info","message":"within","tenant":"acme"}',
    ],
  },
];
