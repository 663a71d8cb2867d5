import type { CommandContext } from './command-context.ts';
import { usageFailure } from './command-failure.ts';
import type { Given } from './command-line/given.ts';
import { readQuestion, readReading } from './question.ts';
import { Failures } from './searching/failures.ts';
import type { Asked } from './searching/ask-sources.ts';
import { openSources } from './sources/open-sources.ts';

/** A question with its sources open. */
export interface Asking extends Asked {
  close(): Promise<void>;
}

/**
 * Opens what a command line asks of: the words after the query, or the server of the settings.
 *
 * @param command - As it is named in failures.
 */
export async function startAsking(
  command: string,
  [text, ...words]: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<Asking> {
  if (text === undefined) throw usageFailure(`${command} takes a QUERY.`, "The empty query '' finds everything.");
  const question = readQuestion(text, given, context, words);
  const sources = await openSources(words, readReading(given, context), context);
  return {
    question,
    sources,
    failures: new Failures(context.notices),
    signal: AbortSignal.any([context.signal, context.stdout.closed]),
    close: async () => {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

/** Says where pipes have no meaning. */
export function refusePipes({ question }: Asking, command: string): void {
  if (question.query.pipes.length > 0) {
    throw usageFailure(
      `${command} makes its own table: the query takes no pipes here.`,
      "For pipes there is 'tailrace search'.",
    );
  }
}
