// How a library whose start matters is put together: `tsc -b` writes the types, one file each, and this the code, as few
// files. Hundreds of small ones take Node four times as long to load.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'rolldown/utils';

/**
 * The build of a package: what its entries share comes into files of its own, and whatever it had been built to before
 * goes. `scripts` are sources written for CommonJS: they lose their types and stay what they are.
 */
export function library(entries, scripts = []) {
  return {
    input: Object.fromEntries(entries.map((name) => [name, `./src/${name}.ts`])),
    platform: 'node',
    // Its dependencies stay packages of their own.
    external: /^[@a-z]/,
    transform: { target: 'es2022' },
    plugins: [asTheyAre(scripts), onlyTheNew()],
    output: {
      dir: 'dist',
      format: 'cjs',
      esModule: true,
      strict: true,
      generatedCode: { symbols: false },
      chunkFileNames: 'shared-[name].js',
      // They stand in the types already.
      comments: { legal: true, jsdoc: false, annotation: true },
    },
  };
}

function asTheyAre(scripts) {
  return {
    name: 'as-they-are',
    buildStart() {
      for (const name of scripts) {
        const file = `src/${name}.ts`;
        const { code } = transformSync(file, readFileSync(file, 'utf8'), { sourceType: 'commonjs', target: 'es2022' });
        this.addWatchFile(file);
        this.emitFile({ type: 'asset', fileName: `${name}.js`, source: `'use strict';\n${code}` });
      }
    },
  };
}

/** Removes code of builds before, which would be published as well. */
function onlyTheNew() {
  return {
    name: 'only-the-new',
    writeBundle({ dir }, written) {
      for (const name of readdirSync(dir, { recursive: true })) {
        if (name.endsWith('.js') && !(name.replaceAll('\\', '/') in written)) rmSync(join(dir, name));
      }
    },
  };
}
