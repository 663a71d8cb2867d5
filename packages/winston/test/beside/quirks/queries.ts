import { Readable } from 'node:stream';
import type { Scenario } from '../scenario.ts';
import { turns } from '../watch.ts';

export const queries: readonly Scenario[] = [
  {
    title: 'stream() joins what the transports stream, with their names',
    run(winston, watch) {
      const source = new Readable({ read: () => undefined });
      const transport = watch.transport('out');
      transport.name = 'named';
      transport.stream = (options: unknown) => {
        watch.note('asked with', options);
        return source;
      };
      const logger = winston.createLogger({ transports: [transport, watch.transport('without')] });
      const joined = logger.stream({ start: -1 });
      watch.events(joined, 'joined', 'log', 'error');
      source.emit('log', { message: 'one' });
      source.emit('error', new Error('broken'));
      joined.destroy();
      watch.note('destroyed', source.destroyed);
    },
  },
  {
    title: 'query() asks every transport that can answer',
    async run(winston, watch) {
      const first = watch.transport('first');
      first.name = 'first';
      first.query = (options: unknown, done: (error: Error | null, results: unknown) => void) => done(null, [options]);
      const second = watch.transport('second');
      second.name = 'second';
      second.query = (_options: unknown, done: (error: Error) => void) => done(new Error('no answer'));
      second.formatQuery = (query: object) => ({ ...query, formatted: true });
      const logger = winston.createLogger({ transports: [first, second, watch.transport('mute')] });
      logger.query({ limit: 1, query: { a: 1 } }, (error: unknown, results: unknown) =>
        watch.note('results', error, results),
      );
      logger.query((error: unknown, results: unknown) => watch.note('without options', error, results));
      await turns();
    },
  },
];
