import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import TransportStream from 'winston-transport';
import { createLogger, type LeveledLogger } from '../../src/logger/create-logger.ts';
import type { Loose } from './sides.ts';
import { turns } from './watch.ts';

/** How a transport takes a line: calls back at once, later, now so and now so, refuses some, or throws at some. */
const HABITS = ['at once', 'later', 'now and then later', 'refuses some', 'throws at some'] as const;
type Habit = (typeof HABITS)[number];

const program = fc.record({
  transports: fc.array(fc.constantFrom<Habit[]>(...HABITS), { minLength: 1, maxLength: 3 }),
  loggers: fc.array(fc.subarray([0, 1, 2], { minLength: 1 }), { minLength: 1, maxLength: 3 }),
  /** Which logger speaks, and whether the event loop turns before. */
  lines: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.boolean()), { minLength: 1, maxLength: 60 }),
  ending: fc.constantFrom('flush', 'end'),
});

describe('Loggers that share transports', () => {
  it('bring every line of each logger to each of its transports, in order, whatever the others do', async () => {
    await fc.assert(
      fc.asyncProperty(program, async ({ transports: habits, loggers: shares, lines, ending }) => {
        const taken = habits.map((): string[] => []);
        const transports = habits.map((habit, at) => makeTransport(habit, taken[at]));
        const loggers = shares.map((share, index) => {
          // As with Winston, only the first logger of a transport keeps it after an error.
          const own = share.flatMap((at) => (index > 0 && habits[at] === 'refuses some' ? [] : (transports[at] ?? [])));
          return createLogger({ transports: (own.length === 0 ? [makeTransport('at once')] : own) as never });
        });
        for (const logger of loggers) logger.on('error', () => undefined);
        const said = loggers.map((): string[] => []);
        for (const [at, [speaker, turn]] of lines.entries()) {
          if (turn) await turns(1);
          const index = speaker % loggers.length;
          const line = `${index}:${at}`;
          said[index]?.push(line);
          say(loggers[index], line);
        }
        if (ending === 'end') await Promise.all(loggers.slice(0, 1).map(ended));
        for (const logger of ending === 'end' ? [] : loggers) expect(await logger.flush()).toEqual({ pending: 0 });
        for (const [index, logger] of loggers.entries()) {
          if (ending === 'end' && index > 0) continue;
          for (const transport of logger.transports) {
            const lineOf = taken[transports.indexOf(transport as Loose)];
            if (lineOf === undefined) continue;
            expect(lineOf.filter((line) => line.startsWith(`${index}:`))).toEqual(said[index]);
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

function makeTransport(habit: Habit, taken: string[] = []): Loose {
  let count = 0;
  return new TransportStream({
    log(info: Loose, next: (error?: Error) => void) {
      count += 1;
      taken.push(info.message);
      if (habit === 'throws at some' && count % 3 === 0) throw new Error('thrown');
      if (habit === 'refuses some' && count % 3 === 0) setImmediate(() => next(new Error('refused')));
      else if (habit === 'later' || (habit === 'now and then later' && count % 2 === 0)) setImmediate(next);
      else next();
    },
  });
}

function say(logger: LeveledLogger | undefined, line: string): void {
  try {
    logger?.['info']?.(line);
  } catch {
    // What a transport throws comes to the caller, as with Winston.
  }
}

function ended(logger: LeveledLogger): Promise<void> {
  return new Promise((resolve) => {
    logger.once('finish', () => resolve());
    logger.end();
  });
}
