import { basename } from 'node:path';
import type { ReadOptions } from '@tailrace/readers';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, reasonOf, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { exitCodeOf } from '../fault.ts';
import { readReading } from '../question.ts';
import { readSourceWords } from '../sources/open-sources.ts';
import type { Destination } from './destination.ts';
import { type ImportCounts, importSource } from './import-source.ts';
import { describeCounts, sumOf } from './report.ts';

const SHOWN_REJECTIONS = 5;

/** Runs `tailrace import`; answers the exit code. */
export async function runImport(given: Given, context: CommandContext): Promise<number> {
  if (given.positionals.length === 0) throw usageFailure('import takes at least one FILE.');
  const form = given.text('output') ?? 'text';
  if (form !== 'text' && form !== 'jsonl') throw usageFailure(`--output takes text or jsonl, not '${form}'.`);
  const paths = await filesOf(given.positionals, context);
  const options = importOptions(given, context);
  const destination = await openDestination(given.text('to') ?? context.settings.url, context);
  const nameOf = shortNames(paths);
  const done: ImportCounts[] = [];
  let failed = 0;
  try {
    for (const [index, path] of paths.entries()) {
      if (context.signal.aborted) break;
      const watch = new ProgressWatch(context, paths.length > 1 ? `${index + 1}/${paths.length} ${path}` : path);
      try {
        const counts = await importSource(path, options, destination, watch, context.signal);
        watch.end();
        done.push(counts);
        if (context.signal.aborted) break;
        if (counts.problem !== undefined) context.notices.warn(`${path} ends early: ${counts.problem}`);
        await context.stdout.foreignLine(
          form === 'jsonl' ? JSON.stringify(counts) : describeCounts(counts, nameOf(path)),
        );
        await context.stdout.flush();
      } catch (error) {
        watch.end();
        if (context.signal.aborted) break;
        if (exitCodeOf(error) === EXIT_CODES.usage.code) throw error;
        failed += 1;
        const reason = reasonOf(error);
        context.notices.fail(
          reason.includes(path) || reason.includes(destination.name) ? reason : `${path}: ${reason}`,
        );
        if (error instanceof CommandFailure && error.hint !== undefined) context.notices.note(error.hint);
        // Where nothing can be delivered, the other files would fail alike.
        if (reason.includes(destination.name)) break;
      }
    }
  } finally {
    await destination.close();
  }
  const sum = sumOf(done);
  if (form === 'text' && done.length > 1)
    await context.stdout.line(describeCounts(sum, `${done.length} files`.padEnd(nameOf(paths[0] ?? '').length)));
  if (context.signal.aborted) {
    context.notices.warn('Interrupted. What was imported stays; run the same command again for the rest.');
    return EXIT_CODES.interrupted.code;
  }
  if (failed > 0) return EXIT_CODES.failed.code;
  return sum.rejected > 0 || done.some(({ problem }) => problem !== undefined)
    ? EXIT_CODES.damage.code
    : EXIT_CODES.found.code;
}

/** Names of files for a column: without their folders where those are not needed to tell them apart. */
function shortNames(paths: readonly string[]): (path: string) => string {
  const names = paths.map((path) => basename(path));
  const unique = paths.length > 1 && new Set(names).size === paths.length;
  const shown = unique ? names : paths;
  const width = Math.max(...shown.map((name) => name.length));
  return (path) => (unique ? basename(path) : path).padEnd(width);
}

async function filesOf(words: readonly string[], context: CommandContext): Promise<string[]> {
  const named = await readSourceWords(words, context);
  return named.map((word) => {
    if (word.kind === 'file') return word.path;
    throw usageFailure(
      `import takes files, not ${word.kind === 'server' ? word.url : word.path}.`,
      "The log files of a folder are taken by its name, others by a glob: 'logs/*'.",
    );
  });
}

function importOptions(given: Given, context: CommandContext): ReadOptions {
  const attributes: Record<string, string> = {};
  for (const word of given.list('attribute')) {
    const equals = word.indexOf('=');
    if (equals < 1) throw usageFailure(`--attribute takes NAME=VALUE, not '${word}'.`);
    attributes[word.slice(0, equals)] = word.slice(equals + 1);
  }
  const service = given.text('service');
  const host = given.text('host');
  const origin = given.text('origin');
  return {
    ...readReading(given, context),
    ...(service !== undefined && { service }),
    ...(host !== undefined && { host }),
    ...(origin !== undefined && { origin }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

async function openDestination(to: string, { settings, notices }: CommandContext): Promise<Destination> {
  if (!/^https?:\/\//i.test(to)) {
    const { StoreDestination } = await import('./store-destination.ts');
    return StoreDestination.open(to);
  }
  const [{ ServerDestination }, { ServerClient }] = await Promise.all([
    import('./server-destination.ts'),
    import('../sources/server-client.ts'),
  ]);
  return new ServerDestination(new ServerClient(to, settings.tokenFor(to)), (reason) =>
    notices.warn(`${reason}; trying again.`),
  );
}

/** Shows how far an import is, a few times a second, and its first rejections. */
class ProgressWatch {
  readonly #context: CommandContext;
  readonly #label: string;
  readonly #start = performance.now();
  #shown = 0;
  #rejections = 0;

  constructor(context: CommandContext, label: string) {
    this.#context = context;
    this.#label = label;
  }

  progress({ lines, imported, duplicates }: ImportCounts, share: number | undefined): void {
    const now = performance.now();
    if (now - this.#shown < 200) return;
    this.#shown = now;
    const rate = Math.round(((imported + duplicates) / Math.max(1, now - this.#start)) * 1000);
    const part = share === undefined ? '' : `${bar(share)} ${Math.floor(share * 100)} %${this.#left(now, share)}, `;
    const text = `${this.#label}  ${part}${lines.toLocaleString('en-US')} lines read, ${rate.toLocaleString('en-US')} records/s`;
    this.#context.notices.progress(text.slice(0, (process.stderr.columns || 80) - 1));
  }

  /** How long the rest takes if it goes on so. */
  #left(now: number, share: number): string {
    const spent = now - this.#start;
    if (share < 0.02 || share >= 1 || spent < 2000) return '';
    const seconds = Math.ceil(((spent / share) * (1 - share)) / 1000);
    return seconds < 100 ? `, ${seconds} s left` : `, ${Math.ceil(seconds / 60)} min left`;
  }

  rejected(line: number, { code, message }: { readonly code: string; readonly message: string }): void {
    this.#rejections += 1;
    if (this.#rejections > SHOWN_REJECTIONS) return;
    this.#context.notices.progress('');
    this.#context.notices.warn(`${this.#label}, line ${line}: rejected, ${code}: ${message}`);
  }

  end(): void {
    this.#context.notices.progress('');
    const more = this.#rejections - SHOWN_REJECTIONS;
    if (more > 0) this.#context.notices.warn(`${this.#label}: ${more} more rejected.`);
  }
}

const BAR_WIDTH = 16;

/** How much of the file was read, as a bar. */
function bar(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return `${'━'.repeat(full)}${'─'.repeat(BAR_WIDTH - full)}`;
}
