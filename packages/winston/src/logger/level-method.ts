import { saidBy } from '../pipeline/lazy-message.ts';
import { CHILD, type Child } from './child.ts';
import { say, saySplat } from './log-forms.ts';
import type { LoggerCore } from './logger-core.ts';
import { type Logger, coreOf } from './logger.ts';
import { Logger as LoggerClass } from './logger.ts';

type LevelMethod = (this: Logger | undefined, ...parameters: unknown[]) => Logger;

/**
 * Makes the method of a level: `info('words')`, `info(info)`, `info('words', meta)` and the longer forms, as Winston
 * takes them. It may be called without a logger before the dot.
 */
export function levelMethod(level: string, fallback: Logger): LevelMethod {
  const { levels } = fallback;
  return function log(this: Logger | undefined, first?: unknown, second?: unknown): Logger {
    const self = this ?? fallback;
    const core = coreOf(self);
    const child = (self as { [CHILD]?: Child })[CHILD];
    if (!core.wantsOf(level, child)) {
      // The logger may have been given other levels since, in which this one has no number.
      if (self.levels !== levels) core.judgeLevel(level);
      return self;
    }
    const count = arguments.length;
    if (count === 1) {
      say(self, core, child, level, first);
    } else if (self.log !== LoggerClass.prototype.log) {
      if (count > 0) return self.log(level, ...(arguments as unknown as unknown[]));
      self.log(level, '');
    } else if (count === 2) {
      saySplat(self, core, child, level, lazily(first, core), [second]);
    } else if (count === 0) {
      self.log(level, '');
    } else {
      saySplat(self, core, child, level, lazily(first, core), Array.prototype.slice.call(arguments, 1));
    }
    return self;
  };
}

function lazily(message: unknown, core: LoggerCore): unknown {
  return typeof message === 'function' ? saidBy(message, core.room.diagnostics) : message;
}
