// How a library whose start matters is put together: `tsc -b` writes the types, one file each, and this the code, as few
// files. Hundreds of small ones take Node four times as long to load.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'rolldown/utils';

/**
 * The build of a package. What its entries share comes into files of their own, and whatever it had been built to before
 * goes.
 *
 * @param entries - Sources below `src`, without their ending; each becomes a file of the same name.
 * @param together - Entries that are one file each with all that they need, since they are loaded the most; what several
 *   need is in the file of the last of them.
 * @param scripts - Sources written for CommonJS: they lose their types and stay what they are.
 */
export function library({ entries, together = [], scripts = [] }) {
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
      codeSplitting: {
        groups: together.map((name, index) => ({
          name,
          test: (id) => id.replaceAll('\\', '/').endsWith(`/src/${name}.ts`),
          priority: -index,
        })),
      },
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

/** Removes what builds before have left, code and types: it would be published as well. */
function onlyTheNew() {
  return {
    name: 'only-the-new',
    writeBundle({ dir }, written) {
      for (const name of readdirSync(dir, { recursive: true })) {
        const isOldCode = name.endsWith('.js') && !(name.replaceAll('\\', '/') in written);
        const isOldType = name.endsWith('.d.ts') && !existsSync(join('src', name.replace(/\.d\.ts$/, '.ts')));
        if (isOldCode || isOldType) rmSync(join(dir, name));
      }
    },
  };
}
