import { toWire } from '@tailrace/core';
import type { FieldHint } from '@tailrace/query';
import { readBatches } from '@tailrace/readers';
import { FieldCounter } from '@tailrace/store';
import type { CommandContext } from '../command-context.ts';
import { BYTE_FORMATS } from '../sources/byte-formats.ts';
import { openFolder } from '../sources/open-folder.ts';
import { readSourceWords, type SourceWord } from '../sources/open-sources.ts';
import { ServerClient } from '../sources/server-client.ts';

/** Whoever waits for a completion does not wait longer. */
const PATIENCE_MILLIS = 1500;
const RECORDS = 1000;
const VALUES = 30;
const MOST_SOURCES = 4;

/** Fields and values that the sources named on a line have; of what cannot be read, nothing. */
export async function fieldsOfSources(
  named: readonly string[],
  context: CommandContext,
): Promise<readonly FieldHint[]> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MILLIS)]);
  const known: FieldHint[] = [];
  try {
    for (const word of (await readSourceWords(named, context)).slice(0, MOST_SOURCES)) {
      known.push(...(await fieldsOf(word, context, signal).catch(() => [])));
    }
  } catch {
    // A word that names nothing yet.
  }
  return known;
}

async function fieldsOf(word: SourceWord, context: CommandContext, signal: AbortSignal): Promise<readonly FieldHint[]> {
  if (word.kind === 'server') {
    const client = new ServerClient(word.url, context.settings.tokenFor(word.url));
    const response = await client.request(`/v1/fields?values=${VALUES}`, { signal });
    return ((await response.json()) as { fields: FieldHint[] }).fields;
  }
  if (word.kind === 'folder') {
    const store = await openFolder(word.path);
    try {
      return await store.fields({ values: VALUES }, { signal });
    } finally {
      await store.close();
    }
  }
  if (word.path === '-') return [];
  const counter = new FieldCounter();
  let count = 0;
  for await (const entries of readBatches(word.path, { byteFormats: BYTE_FORMATS })) {
    for (const { record } of entries) counter.add(toWire(record));
    count += entries.length;
    if (count >= RECORDS || signal.aborted) break;
  }
  return counter.summaries(VALUES);
}
