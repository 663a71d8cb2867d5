// pnpm new KIND NAME: a package from the skeleton, with its contract test. KIND is transport, format or store.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kindNames, skeletonFiles } from './skeleton/index.mjs';
import { root, run } from './workspace.mjs';

const [kind, name, ...rest] = process.argv.slice(2);
if (!kindNames.includes(kind) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '') || rest.length > 0) {
  console.error(
    `pnpm new KIND NAME, where KIND is one of ${kindNames.join(', ')}, and NAME is in kebab-case: pnpm new transport nats`,
  );
  process.exit(2);
}
const folder = join(root, 'packages', `${kind}-${name}`);
if (existsSync(folder)) {
  console.error(`packages/${kind}-${name} is there already.`);
  process.exit(1);
}
for (const [path, text] of Object.entries(skeletonFiles(kind, name))) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  console.log(`packages/${kind}-${name}/${path}`);
}
process.exit(await run('pnpm', ['install', '--prefer-offline']));
