import { isUtf8 } from 'node:buffer';
import { exportSpool, repairSpool, type SpoolReport, verifySpool } from '@tailrace/delivery';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { layOutTable } from '../terminal/table.ts';
import { findSpools, isStoreFolder } from './find-spools.ts';

type Action = (target: string | undefined, given: Given, context: CommandContext) => Promise<number>;

/** What `tailrace spool` can do. */
export const SPOOL_ACTIONS: Readonly<Record<string, Action>> = { ls: list, verify, repair, export: exportEntries };

async function list(target: string | undefined, given: Given, context: CommandContext): Promise<number> {
  const spools = await findSpools(target, context.environment);
  if (isLines(given, context)) {
    for (const spool of spools) await context.stdout.foreignLine(JSON.stringify(spool));
    return EXIT_CODES.found.code;
  }
  if (spools.length === 0) {
    context.notices.note('There are no spools: nothing waits for delivery.');
    return EXIT_CODES.found.code;
  }
  const { stdout, settings, environment } = context;
  const columns = ['spool', 'pending', 'bytes', 'segments', 'lost', 'damaged', 'oldest', 'owner'].map((name) => ({
    name,
    align: ['spool', 'oldest', 'owner'].includes(name) ? ('left' as const) : ('right' as const),
  }));
  const marks = palette(wantsColour(settings.color, environment, stdout.isTerminal));
  for (const line of layOutTable(columns, spools.map(row), stdout.columns, marks)) await stdout.line(line);
  return EXIT_CODES.found.code;
}

function row({ key, pending, bytes, segments, lost, damaged, oldestMillis, runs }: SpoolReport): string[] {
  const oldest = oldestMillis === undefined ? '' : new Date(oldestMillis).toISOString().replace('T', ' ').slice(0, 19);
  const numbers = [pending, bytes, segments, lost, damaged].map((value) => value.toLocaleString('en-US'));
  return [key, ...numbers, oldest, runs.some(({ alive }) => alive) ? 'runs' : 'ended'];
}

async function verify(target: string | undefined, given: Given, context: CommandContext): Promise<number> {
  if (isStoreFolder(target)) return verifyStore(target, given, context);
  let whole = true;
  for (const { directory, key } of await findSpools(target, context.environment)) {
    const verdict = await verifySpool(directory);
    whole &&= verdict.ok;
    if (isLines(given, context)) {
      await context.stdout.foreignLine(
        JSON.stringify({ key, ok: verdict.ok, lost: verdict.report.lost, wrong: verdict.wrong }),
      );
      continue;
    }
    const { segments, pending, lost } = verdict.report;
    const counted = `${segments} segments, ${pending} pending`;
    await context.stdout.foreignLine(
      verdict.ok ? `${key}: whole, ${counted}` : `${key}: damaged, ${counted}, ${lost} lost`,
    );
    for (const { path, damaged, lost: gone } of verdict.wrong) {
      await context.stdout.foreignLine(`  ${path}: ${gone} entries lost`);
      for (const { from, to } of damaged) await context.stdout.foreignLine(`    bytes ${from}–${to} hold no entry`);
    }
  }
  return whole ? EXIT_CODES.found.code : EXIT_CODES.damage.code;
}

async function verifyStore(directory: string, given: Given, context: CommandContext): Promise<number> {
  const { openFolder } = await import('../sources/open-folder.ts');
  const store = await openFolder(directory);
  try {
    const answer = await store.verify();
    const { damaged } = await store.stats();
    const ok = answer.ok && damaged.length === 0;
    if (isLines(given, context))
      await context.stdout.foreignLine(JSON.stringify({ store: directory, ...answer, ok, damaged }));
    else {
      await context.stdout.foreignLine(`${directory}: ${ok ? 'whole' : 'damaged'}, ${answer.checked} files checked`);
      for (const { file, reason } of [...answer.problems, ...damaged])
        await context.stdout.foreignLine(`  ${file}: ${reason}`);
    }
    return ok ? EXIT_CODES.found.code : EXIT_CODES.damage.code;
  } finally {
    await store.close();
  }
}

async function repair(target: string | undefined, given: Given, context: CommandContext): Promise<number> {
  for (const { directory, key } of await findSpools(target, context.environment)) {
    const { repaired, lost, kept, leftAlone } = await repairSpool(directory);
    if (isLines(given, context))
      await context.stdout.foreignLine(JSON.stringify({ key, repaired, lost, kept, leftAlone }));
    else {
      const alone = leftAlone > 0 ? `, ${leftAlone} running left alone` : '';
      await context.stdout.foreignLine(
        `${key}: ${repaired} segments repaired, ${kept} entries kept, ${lost} lost${alone}`,
      );
    }
  }
  return EXIT_CODES.found.code;
}

async function exportEntries(target: string | undefined, given: Given, context: CommandContext): Promise<number> {
  const form = given.text('output') ?? 'raw';
  if (form !== 'raw' && form !== 'jsonl')
    throw usageFailure(`spool export: --output takes raw or jsonl, not '${form}'.`);
  for (const { directory } of await findSpools(target, context.environment)) {
    for await (const entry of exportSpool(directory)) {
      if (context.signal.aborted || context.stdout.closed.aborted) return EXIT_CODES.found.code;
      const body = readable(entry.body);
      const whole = form === 'jsonl' || typeof body !== 'string' || body.includes('\n');
      await context.stdout.foreignLine(whole ? JSON.stringify({ ...entry, body }) : body);
    }
  }
  return EXIT_CODES.found.code;
}

/** A body as text; what is no text as base64. */
function readable(body: string | Uint8Array): string | { readonly base64: string } {
  if (typeof body === 'string') return body.replace(/\n$/, '');
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return isUtf8(bytes) ? bytes.toString('utf8').replace(/\n$/, '') : { base64: bytes.toString('base64') };
}

function isLines(given: Given, { stdout }: CommandContext): boolean {
  const form = given.text('output') ?? (stdout.isTerminal ? 'text' : 'jsonl');
  if (form !== 'text' && form !== 'jsonl') throw usageFailure(`--output takes text or jsonl, not '${form}'.`);
  return form === 'jsonl';
}
