import type { IntendedDifference } from '../scenario.ts';

export const metadata: readonly IntendedDifference[] = [
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
];
