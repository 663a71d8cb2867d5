import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Loose } from './sides.ts';

const PACKAGES = join(__dirname, '../../..');
const load = createRequire(__filename);

// The test runner has our packages resolved to their sources, which `require` cannot read.
const loader = Module as Loose;
const resolve = loader._resolveFilename;
loader._resolveFilename = (request: string, ...rest: unknown[]) => {
  const [, name, entry = 'index'] = /^@tailrace\/([^/]+)(?:\/([^/]+))?$/.exec(request) ?? [];
  return resolve(name === undefined ? request : join(PACKAGES, name, 'dist', `${entry}.js`), ...rest);
};

/** Loads what our package publishes. */
export function loadBuilt(): Loose {
  return load(join(PACKAGES, 'winston/dist/index.js'));
}
