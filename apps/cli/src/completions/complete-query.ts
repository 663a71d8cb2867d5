import { complete } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import type { Candidate } from './candidate.ts';
import { fieldsOfSources } from './fields-of-sources.ts';

/** What could stand at the end of a query, as the whole query. */
export async function completeQuery(
  text: string,
  named: readonly string[],
  context: CommandContext,
): Promise<Candidate[]> {
  const fields = await fieldsOfSources(named, context);
  return complete(text, text.length, { fields }).map(({ insert, detail, from }) => ({
    value: text.slice(0, from) + insert,
    about: detail,
  }));
}

/** Fields that could stand at the end of a list of names, as the whole list. */
export async function completeFields(
  text: string,
  named: readonly string[],
  context: CommandContext,
): Promise<Candidate[]> {
  const fields = await fieldsOfSources(named, context);
  const head = text.slice(0, text.lastIndexOf(',') + 1);
  const typed = text.slice(head.length);
  return complete(typed, typed.length, { fields })
    .filter(({ kind }) => kind === 'field')
    .map(({ label, detail }) => ({ value: head + label, about: detail }));
}
