import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

/** Calls a logger in one form, and looks at what it answers and what became of the arguments. */
export function form(
  title: string,
  call: (logger: Loose, ...made: Loose[]) => unknown,
  make: () => Loose[] = () => [],
): Scenario {
  return {
    title,
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const made = make();
      watch.call('answers', () => call(logger, ...made));
      if (made.length > 0) watch.note('arguments afterwards', ...made);
    },
  };
}
