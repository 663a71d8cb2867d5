// How a library whose start matters is put together: `tsc -b` writes the types, one file each, and this the code, as few
// files. Hundreds of small ones take Node four times as long to load.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The build of a package: what its entries share comes into files of its own, and whatever else it had been built to goes. */
export function library(input) {
  return {
    input,
    platform: 'node',
    // Its dependencies stay packages of their own.
    external: /^[@a-z]/,
    transform: { target: 'es2022' },
    plugins: [onlyTheNew()],
    output: {
      dir: 'dist',
      format: 'cjs',
      esModule: true,
      generatedCode: { symbols: false },
      chunkFileNames: 'shared-[name].js',
      // They stand in the types already.
      comments: { legal: true, jsdoc: false, annotation: true },
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
