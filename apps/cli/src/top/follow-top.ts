import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { FollowListener } from '../follow/follower.ts';
import { followersOf } from '../follow/run-tail.ts';
import type { OutputForm } from '../output/record-printer.ts';
import { readCount, readQuestion, readReading } from '../question.ts';
import { LiveScreen } from '../terminal/live-screen.ts';
import { showTop } from './show-top.ts';
import { ValueCounter } from './value-counter.ts';

/** What is counted while records arrive, and how it is shown. */
export interface FollowedTop {
  readonly fields: readonly string[];
  readonly limit: number;
  readonly form: OutputForm;
  readonly width: number | undefined;
  readonly text: string;
  readonly words: readonly string[];
}

const LAST = 1000;
const EVERY_SECONDS = 1;

/**
 * Counts values as records arrive: on a terminal a table that is drawn anew, elsewhere the counts so far, once for
 * each interval in which something came. The last counts stay when it is interrupted.
 */
export async function followTop(asked: FollowedTop, given: Given, context: CommandContext): Promise<number> {
  const { stdout, notices } = context;
  const question = readQuestion(asked.text, given, context, asked.words);
  if (question.query.pipes.length > 0) throw usageFailure('top makes its own table: the query takes no pipes here.');
  const followers = await followersOf(asked.words, readReading(given, context), question, context);
  const counters = asked.fields.map((field) => new ValueCounter(field));
  const signal = AbortSignal.any([context.signal, stdout.closed]);
  const screen = stdout.isTerminal ? new LiveScreen(stdout) : undefined;
  let changed = false;
  const draw = async (): Promise<void> => {
    if (!changed) return;
    changed = false;
    const limit = screen === undefined ? asked.limit : Math.min(asked.limit, rowsForEach(stdout.rows, counters.length));
    const tops = counters.map((counter) => ({ field: counter.name, values: counter.top(limit) }));
    screen?.begin(`${new Date(context.now()).toLocaleTimeString()}  Ctrl-C ends it`);
    await showTop(tops, screen === undefined ? asked.form : 'table', context, asked.width);
    await stdout.flush();
  };
  const listener: FollowListener = {
    record(record) {
      for (const counter of counters) counter.add(record);
      changed = true;
      return undefined;
    },
    idle: () => Promise.resolve(),
    notice: (notice) => {
      if (screen === undefined) notices.note(notice);
    },
  };
  for (const follower of followers) {
    for (const record of await follower.last(readCount('last', given) ?? LAST)) await listener.record(record);
  }
  await draw();
  const timer = setInterval(() => void draw(), (readCount('every', given) ?? EVERY_SECONDS) * 1000);
  try {
    await Promise.all(followers.map((follower) => follower.follow(listener, signal)));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(timer);
    screen?.end();
    changed = screen !== undefined || changed;
    await draw();
  }
  return EXIT_CODES.found.code;
}

/** Rows that fit on a screen for each of several tables: a heading, a line under it and a gap go off. */
function rowsForEach(rows: number, tables: number): number {
  return Math.max(1, Math.floor((rows - 2) / tables) - 3);
}
