// The files of a new package, by kind and name.
import * as format from './format.mjs';
import { manifestFiles } from './manifest.mjs';
import * as store from './store.mjs';
import * as transport from './transport.mjs';

const kinds = { transport, format, store };
export const kindNames = Object.keys(kinds);

/** Answers text by path; a name is in kebab-case. */
export function skeletonFiles(kind, name) {
  const pascal = name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter) => letter.toUpperCase());
  const names = { name, pascal, camel: pascal[0].toLowerCase() + pascal.slice(1) };
  return { ...manifestFiles(`${kind}-${name}`, kinds[kind].describe(names)), ...kinds[kind].files(names) };
}
