import { fileURLToPath, pathToFileURL } from 'node:url';
import { counterpartOf, isWinston3 } from './counterpart.ts';

interface Resolved {
  url: string;
  format?: string | null | undefined;
  shortCircuit?: boolean;
}

interface Context {
  readonly parentURL?: string | undefined;
}

type Next<T> = (specifier: string, context: Context) => T;

/** Resolves what ES modules import, in the thread that Node 20 has for it. */
export async function resolve(specifier: string, context: Context, next: Next<Promise<Resolved>>): Promise<Resolved> {
  const counterpart = counterpartOf(specifier, pathOf(context.parentURL));
  if (counterpart === undefined) return next(specifier, context);
  const found = await next(specifier, context).catch(noneInstalled);
  return resolved(counterpart, found);
}

/** The same for newer versions of Node, which ask in the thread of the program. */
export function resolveSync(specifier: string, context: Context, next: Next<Resolved>): Resolved {
  const counterpart = counterpartOf(specifier, pathOf(context.parentURL));
  if (counterpart === undefined) return next(specifier, context);
  let found: Resolved | undefined;
  try {
    found = next(specifier, context);
  } catch (error) {
    found = noneInstalled(error);
  }
  return resolved(counterpart, found);
}

function resolved(counterpart: string, found: Resolved | undefined): Resolved {
  if (found !== undefined && !isWinston3(pathOf(found.url) ?? '')) return found;
  return { url: pathToFileURL(counterpart).href, format: 'commonjs', shortCircuit: true };
}

/** Where an application itself has no Winston any more, ours stands for it as well. */
function noneInstalled(error: unknown): undefined {
  const { code } = error as { code?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
}

function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') ? fileURLToPath(url) : undefined;
}
