import { TailraceError } from '@tailrace/core';
import { ECS_FIELDS } from './ecs-fields.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** Names at the top of a document that are taken. */
const TAKEN: ReadonlySet<string> = new Set([
  'labels',
  'tags',
  ...ECS_FIELDS.map(({ name }) => name.split('.')[0] ?? ''),
]);

/**
 * Checks the name of the object that holds what the schema has no field for.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for names that the schema has, and those that are no plain word.
 */
export function checkNamespace(owner: string, namespace: string): void {
  if (NAME.test(namespace) && !TAKEN.has(namespace)) return;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    `${owner}: 'namespace' takes a word of letters, digits, - and _ that is no field of the schema, not ${JSON.stringify(namespace.slice(0, 70))}.`,
  );
}
