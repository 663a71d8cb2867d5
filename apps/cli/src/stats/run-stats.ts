import type { ReadOptions } from '@tailrace/readers';
import type { StoreStats } from '@tailrace/store';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, reasonOf, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { exitCodeOf } from '../fault.ts';
import { readReading } from '../question.ts';
import { readSourceWords, type SourceWord } from '../sources/open-sources.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { visible } from '../terminal/visible.ts';
import type { Facts } from './facts.ts';
import { fileStats } from './file-stats.ts';

/** Runs `tailrace stats`; answers the exit code. */
export async function runStats(given: Given, context: CommandContext): Promise<number> {
  const form = given.text('output') ?? (context.stdout.isTerminal ? 'text' : 'jsonl');
  if (form !== 'text' && form !== 'jsonl') throw usageFailure(`--output takes text or jsonl, not '${form}'.`);
  const reading = readReading(given, context);
  let code: number = EXIT_CODES.found.code;
  for (const word of await readSourceWords(given.positionals, context)) {
    try {
      const facts = await factsOf(word, reading, context);
      if (Array.isArray(facts['damaged']) && facts['damaged'].length > 0) code = EXIT_CODES.damage.code;
      if (form === 'jsonl') await context.stdout.foreignLine(JSON.stringify(facts));
      else await printFacts(facts, context);
    } catch (error) {
      if (exitCodeOf(error) === EXIT_CODES.usage.code) throw error;
      context.notices.fail(reasonOf(error));
      if (error instanceof CommandFailure && error.hint !== undefined) context.notices.note(error.hint);
      code = EXIT_CODES.failed.code;
    }
  }
  return code;
}

async function factsOf(word: SourceWord, reading: ReadOptions, { settings, signal }: CommandContext): Promise<Facts> {
  if (word.kind === 'file') return fileStats(word.path, reading, signal);
  if (word.kind === 'server') {
    const { ServerClient } = await import('../sources/server-client.ts');
    const response = await new ServerClient(word.url, settings.tokenFor(word.url)).request('/v1/stats', { signal });
    return storeFacts(word.url, (await response.json()) as StoreStats);
  }
  const { openFolder } = await import('../sources/open-folder.ts');
  const store = await openFolder(word.path);
  try {
    return storeFacts(word.path, await store.stats());
  } finally {
    await store.close();
  }
}

function storeFacts(source: string, { records, bytes, segments, oldest, newest, damaged }: StoreStats): Facts {
  return {
    source,
    records,
    bytes,
    segments,
    ...(oldest !== undefined && { oldest: new Date(oldest).toISOString() }),
    ...(newest !== undefined && { newest: new Date(newest).toISOString() }),
    damaged,
  };
}

async function printFacts(facts: Facts, { stdout, settings, environment }: CommandContext): Promise<void> {
  const { bold, faint, red } = palette(wantsColour(settings.color, environment, stdout.isTerminal));
  const { source, ...rest } = facts;
  await stdout.line(bold(visible(source)));
  for (const [name, value] of Object.entries(rest)) {
    const label = faint(name.padEnd(10));
    if (Array.isArray(value)) {
      for (const { file, reason, records } of value as StoreStats['damaged']) {
        await stdout.line(
          `  ${red('damaged'.padEnd(10))}${visible(file)}: ${visible(reason)}${records === undefined ? '' : `, ${records} records`}`,
        );
      }
    } else if (typeof value === 'object') {
      await stdout.line(
        `  ${label}${Object.entries(value)
          .map(([key, count]) => `${visible(key)} ${count.toLocaleString('en-US')}`)
          .join(', ')}`,
      );
    } else await stdout.line(`  ${label}${typeof value === 'number' ? value.toLocaleString('en-US') : visible(value)}`);
  }
}
