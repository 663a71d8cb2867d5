// pnpm new KIND NAME: a package from the skeleton, with its contract test. KIND is transport, format or store.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { manifestFiles } from './skeleton/manifest.mjs';
import * as format from './skeleton/format.mjs';
import * as store from './skeleton/store.mjs';
import * as transport from './skeleton/transport.mjs';
import { run, root } from './workspace.mjs';

const kinds = { transport, format, store };
const [kind, name, ...rest] = process.argv.slice(2);
if (
  kinds[kind] === undefined ||
  !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '') ||
  rest.some((word) => word !== '--no-install')
) {
  console.error(
    'pnpm new KIND NAME, where KIND is transport, format or store, and NAME is in kebab-case: pnpm new transport nats',
  );
  process.exit(2);
}
const folder = join(root, 'packages', `${kind}-${name}`);
if (existsSync(folder)) {
  console.error(`packages/${kind}-${name} is there already.`);
  process.exit(1);
}

const pascal = name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter) => letter.toUpperCase());
const names = { name, pascal, camel: pascal[0].toLowerCase() + pascal.slice(1) };
const skeleton = kinds[kind];
const files = { ...manifestFiles(`${kind}-${name}`, skeleton.describe(names)), ...skeleton.files(names) };
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
console.log(`packages/${kind}-${name}: ${Object.keys(files).join(', ')}`);
if (!rest.includes('--no-install')) process.exit(await run('pnpm', ['install', '--prefer-offline']));
