import Module, { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { counterpartOf, isWinston3 } from './register/counterpart.ts';
import { resolveSync } from './register/resolve-hook.ts';

// For `node --import @tailrace/winston/register`, or `--require`: what a program knows as `winston` is this package.

type Resolve = (request: string, parent?: { filename?: string | null }, ...others: unknown[]) => string;

const modules = Module as unknown as {
  _resolveFilename: Resolve;
  registerHooks?: (hooks: { resolve: typeof resolveSync }) => void;
};
const REGISTERED = Symbol.for('tailrace.winston.registered');
const flags = globalThis as { [REGISTERED]?: boolean };

if (flags[REGISTERED] !== true) {
  flags[REGISTERED] = true;
  resolveRequired();
  if (modules.registerHooks === undefined) register(pathToFileURL(join(__dirname, 'register', 'resolve-hook.js')));
  else modules.registerHooks({ resolve: resolveSync });
}

function resolveRequired(): void {
  const plain = modules._resolveFilename;
  modules._resolveFilename = function resolveFilename(request, parent, ...others) {
    const counterpart = counterpartOf(request, parent?.filename ?? undefined);
    if (counterpart === undefined) return plain.call(this, request, parent, ...others);
    let found: string;
    try {
      found = plain.call(this, request, parent, ...others);
    } catch (error) {
      // Where an application itself has no Winston any more, ours stands for it as well.
      if ((error as { code?: unknown }).code === 'MODULE_NOT_FOUND') return counterpart;
      throw error;
    }
    return isWinston3(found) ? counterpart : found;
  };
}
