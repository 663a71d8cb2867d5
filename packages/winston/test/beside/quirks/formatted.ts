import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

/** Logs the same few lines through a format. */
export function formatted(
  title: string,
  make: (format: Loose) => Loose,
  calls: (logger: Loose) => unknown = fewLines,
): Scenario {
  return {
    title,
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { format: make(winston.format) });
      watch.call('answers', () => calls(logger));
    },
  };
}

/** Text alone, with meta, with places to fill in, and an info. */
export function fewLines(logger: Loose): unknown {
  logger.info('hello');
  logger.warn('with meta', { x: 1, deep: { y: [1, 2] } });
  logger.error('%s and %d%%', 'text', 50, { rest: true });
  return logger.info({ message: 'an info', who: 'me' });
}
