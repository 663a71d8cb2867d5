import Module from 'node:module';

interface LoadedModule {
  readonly exports?: unknown;
  readonly loaded?: boolean;
}

/**
 * Answers every copy of a package that CommonJS has loaded so far: of the program itself and of its dependencies, each
 * of which may have its own.
 *
 * @param entry - The package's main file, behind its folder: `debug/src/index.js`.
 */
export function loadedModules(entry: RegExp): readonly unknown[] {
  const cache = (Module as unknown as { _cache?: Readonly<Record<string, LoadedModule | undefined>> })._cache ?? {};
  const found = new Set<unknown>();
  for (const [filename, module] of Object.entries(cache)) {
    if (entry.test(filename.replaceAll('\\', '/')) && module?.loaded === true) found.add(module.exports);
  }
  return [...found];
}
