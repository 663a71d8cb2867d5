import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import { plainLogger } from './plain-logger.ts';

export const meta: readonly Scenario[] = [
  {
    title: 'default meta loses to the meta of (message, meta)',
    run(winston, watch) {
      plainLogger(winston, watch, { defaultMeta: { who: 'default', only: 1 } }).info('hello', { who: 'call' });
    },
  },
  {
    title: 'default meta wins over the fields of an info',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { defaultMeta: { who: 'default' } });
      const info = { message: 'mine', who: 'call' };
      logger.info(info);
      logger.log({ level: 'info', message: 'mine', who: 'call' });
      logger.log('info', { message: 'mine', who: 'call' });
      watch.note('the info', info);
    },
  },
  {
    title: 'default meta may overwrite the message and the level, and is overwritten where there is meta besides',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { defaultMeta: { message: 'of default', level: 'of default' } });
      logger.info('plain');
      logger.info('with meta', {});
      logger.log('info', 'plain');
      logger.info({ message: 'mine' });
    },
  },
  {
    title: 'default meta is asked again at each call, so that it can be changed',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { defaultMeta: { turn: 1 } });
      logger.info('first');
      logger.defaultMeta.turn = 2;
      logger.info('second');
      logger.defaultMeta = { other: true };
      logger.info('third', { x: 1 });
      logger.defaultMeta = null;
      logger.info('fourth', { x: 1 });
    },
  },
  {
    title: 'default meta with getters is read at each call',
    run(winston, watch) {
      let turn = 0;
      const defaultMeta = {
        get turn() {
          turn += 1;
          return turn;
        },
      };
      const logger = plainLogger(winston, watch, { defaultMeta });
      logger.info('first');
      logger.info('second', { x: 1 });
      logger.info({ message: 'third' });
    },
  },
  {
    title: 'write takes no default meta',
    run(winston, watch) {
      plainLogger(winston, watch, { defaultMeta: { who: 'default' } }).write({ level: 'info', message: 'raw' });
    },
  },
  {
    title: 'profile and startTimer take no default meta',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { defaultMeta: { who: 'default' } });
      withClock(() => {
        logger.profile('work');
        logger.profile('work');
        logger.startTimer().done({ message: 'timed' });
      });
    },
  },
  {
    title: 'a child has its own meta on every line, and answers what its parent would',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const child = watch.name(logger.child({ request: 1 }), '<child>');
      watch.call('info', () => child.info('text'));
      watch.call('info with meta', () => child.info('text', { x: 1 }));
      watch.call('info of an info', () => child.info({ message: 'mine' }));
      watch.call('log', () => child.log('info', 'text'));
      child.write({ level: 'info', message: 'raw' });
    },
  },
  {
    title: 'the call wins over the child, the grandchild over the child, and default meta over both',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, {
        defaultMeta: { a: 'default', b: 'default', c: 'default', d: 'default' },
      });
      const child = logger.child({ b: 'child', c: 'child', d: 'child', e: 'child' });
      const grandchild = child.child({ c: 'grandchild', d: 'grandchild', e: 'grandchild' });
      grandchild.info('text');
      grandchild.info('text', { d: 'call' });
      grandchild.info({ message: 'mine', d: 'call', e: 'call' });
    },
  },
  {
    title: 'a child of a child without default meta: the grandchild wins',
    run(winston, watch) {
      const grandchild = plainLogger(winston, watch).child({ a: 1, b: 1 }).child({ b: 2 });
      grandchild.info('text');
      grandchild.info('text', { b: 3 });
    },
  },
  {
    title: 'the meta of a child may hold a message and a level, which lose',
    run(winston, watch) {
      plainLogger(winston, watch).child({ message: 'of child', level: 'error' }).info('text');
    },
  },
  {
    title: 'the meta of a child is read at each call',
    run(winston, watch) {
      const own = { turn: 1 };
      const child = plainLogger(winston, watch).child(own);
      child.info('first');
      own.turn = 2;
      child.info('second');
    },
  },
  {
    title: 'child() with nothing, null, text, an array and a number',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.child().info('nothing');
      for (const odd of [null, 'text', ['a'], 7, true])
        watch.call(`child(${String(odd)})`, () => logger.child(odd).info('odd') === logger);
    },
  },
  {
    title: 'an error that a child logs has its stack, message and cause copied',
    run(winston, watch) {
      const child = plainLogger(winston, watch).child({ request: 1 });
      const error = new Error('boom', { cause: 'because' });
      error.stack = 'the stack';
      child.error(error);
      child.error('failed', error);
      watch.note('the error', error);
    },
  },
  {
    title: 'a child changes a copy of an info, and its parent marks the original',
    run(winston, watch) {
      const child = plainLogger(winston, watch).child({ request: 1 });
      const info = { message: 'mine' };
      child.info(info);
      watch.note('the info', info);
    },
  },
  {
    title: 'a child shares everything with its parent: level, transports, format, silence',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const child = logger.child({ request: 1 });
      watch.note('prototype', Object.getPrototypeOf(child) === logger, child instanceof winston.Logger);
      watch.note(
        'own keys',
        Reflect.ownKeys(child).filter((key) => key === 'write'),
      );
      watch.note('transports', child.transports.length, child.level, child.levels === logger.levels);
      logger.silent = true;
      child.info('silent');
      logger.silent = false;
      logger.level = 'error';
      child.info('too low');
      child.error('high enough');
    },
  },
  {
    title: 'add() of a child adds to the root, for the siblings too',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('first') });
      const child = logger.child({ request: 1 });
      const sibling = logger.child({ request: 2 });
      watch.call('add', () => child.add(watch.transport('second')) === child);
      sibling.info('from the sibling');
      logger.info('from the root');
      watch.note('transports', logger.transports.length, child.transports.length);
    },
  },
  {
    title: 'the default meta of a child set by hand is used in place of that of the root',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { defaultMeta: { who: 'root' } });
      const child = logger.child({ request: 1 });
      child.defaultMeta = { who: 'child' };
      child.info('text', { x: 1 });
      child.info('text');
      logger.info('text');
    },
  },
  {
    title: 'keys that are numbers come first, as everywhere',
    run(winston, watch) {
      plainLogger(winston, watch).info('text', { b: 1, 2: 'two', a: 1, 1: 'one' });
    },
  },
  {
    title: 'cycles, bigints, toJSON, dates, maps and typed arrays in meta are written as JSON by Winston is',
    run(winston, watch) {
      const cycle: Record<string, unknown> = { name: 'cycle' };
      cycle['self'] = cycle;
      plainLogger(winston, watch).info('text', {
        cycle,
        big: 12n,
        when: new Date(0),
        own: { toJSON: () => ({ from: 'toJSON' }) },
        map: new Map([[1, 2]]),
        set: new Set([1]),
        bytes: new Uint8Array([1, 2]),
        buffer: Buffer.from('ab'),
        nothing: undefined,
        nan: Number.NaN,
        symbol: Symbol('s'),
        run: () => 1,
        sparse: Object.assign([1], { 2: 3 }),
        boxed: new String('boxed'),
        url: new URL('http://localhost/'),
      });
    },
  },
  {
    title: 'a key __proto__ of meta becomes the prototype of the info',
    run(winston, watch) {
      const transport = watch.transport('out', { first: (info) => watch.note('admin', info.admin) });
      const logger = watch.logger(winston, { transports: transport });
      const parsed = JSON.parse('{"__proto__":{"admin":true},"x":1}') as object;
      logger.info('hello', parsed);
      logger.child(parsed).info('hello');
      logger.child(parsed).info('hello', parsed);
      logger.info({ message: 'mine', ...parsed });
      logger.defaultMeta = parsed;
      logger.info('by default');
      logger.info('by default', { y: 1 });
    },
  },
];
