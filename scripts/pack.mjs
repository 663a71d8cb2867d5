// Packs every published package as npm would get it, into one folder.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { capture, packages } from './workspace.mjs';

/** Answers `{ name, file, item }` for each tarball; throws where packing fails. */
export function packAll(folder) {
  mkdirSync(folder, { recursive: true });
  return packages()
    .filter(({ folder: place, manifest }) => /^(packages|apps)/.test(place) && !manifest.private)
    .map((item) => {
      const { status, output } = capture('pnpm', ['pack', '--pack-destination', folder], { cwd: item.path });
      if (status !== 0) throw new Error(`${item.folder}: pnpm pack failed\n${output}`);
      const prefix = `${item.manifest.name.replace('@', '').replace('/', '-')}-${item.manifest.version}`;
      const file = readdirSync(folder).find((name) => name === `${prefix}.tgz`);
      if (file === undefined) throw new Error(`${item.folder}: no ${prefix}.tgz was packed`);
      return { name: item.manifest.name, file: join(folder, file), item };
    });
}
