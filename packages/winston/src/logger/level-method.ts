import { logSplat } from './log-forms.ts';
import { type Logger, coreOf } from './logger.ts';
import { Logger as LoggerClass } from './logger.ts';
import type { Info } from './transport.ts';

const LEVEL = Symbol.for('level');

type LevelMethod = (this: Logger | undefined, ...parameters: unknown[]) => Logger;

/**
 * Makes the method of a level: `info('words')`, `info(info)`, `info('words', meta)` and the longer forms, as Winston
 * takes them. It may be called without a logger before the dot.
 */
export function levelMethod(level: string, fallback: Logger): LevelMethod {
  return function log(this: Logger | undefined, first?: unknown, second?: unknown): Logger {
    const self = this ?? fallback;
    if (!coreOf(self).wants(level, levelOfChild(self, fallback))) return self;
    const count = arguments.length;
    if (count === 1) {
      const isInfo = first && (first as Info)['message'];
      const info = (isInfo ? first : { message: first }) as Info;
      info['level'] = info[LEVEL] = level;
      self._addDefaultMeta(info);
      self.write(info);
    } else if (self.log !== LoggerClass.prototype.log) {
      self.log(level, ...(count === 0 ? [''] : (arguments as unknown as unknown[])));
    } else if (count === 2) {
      logSplat(self, level, first, [second]);
    } else if (count === 0) {
      self.log(level, '');
    } else {
      logSplat(self, level, first, Array.prototype.slice.call(arguments, 1));
    }
    return self;
  };
}

/** A child's own level; `undefined` where it has its parent's. */
function levelOfChild(self: Logger, root: Logger): string | undefined {
  return self === root || self.level === root.level ? undefined : self.level;
}
