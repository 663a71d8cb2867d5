// The files that every library has in the same form.

/** Answers package.json, the tsconfigs, the test configuration and the changelog of a library. */
export function manifestFiles(name, { description, dependencies, devDependencies = {} }) {
  const types = './dist/index.d.ts';
  const built = { types, default: './dist/index.js' };
  const manifest = {
    name: `@tailrace/${name}`,
    version: '0.0.0',
    description,
    license: 'MIT',
    type: 'commonjs',
    repository: { type: 'git', url: 'git+https://github.com/tailrace/tailrace.git', directory: `packages/${name}` },
    engines: { node: '>=20.19' },
    main: './dist/index.js',
    types,
    exports: { '.': { '@tailrace/source': './src/index.ts', ...built }, './package.json': './package.json' },
    files: ['dist', '!dist/.tsbuildinfo', 'README.md', 'CHANGELOG.md'],
    sideEffects: false,
    publishConfig: { access: 'public', exports: { '.': built, './package.json': './package.json' } },
    scripts: { build: 'tsc -b', test: 'vitest run' },
    dependencies,
    ...(Object.keys(devDependencies).length > 0 && { devDependencies }),
  };
  const references = Object.keys(dependencies)
    .filter((dependency) => dependency.startsWith('@tailrace/'))
    .map((dependency) => ({ path: `../${dependency.slice('@tailrace/'.length)}` }));
  const build = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    references,
  };
  const test = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: false,
      noPropertyAccessFromIndexSignature: false,
      allowImportingTsExtensions: true,
    },
    include: ['test', 'src', 'vitest.config.ts', '../../vitest.shared.ts'],
  };
  const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
  return {
    'package.json': json(manifest),
    'tsconfig.json': json(build),
    'tsconfig.test.json': json(test),
    'vitest.config.ts': "import shared from '../../vitest.shared.ts';\n\nexport default shared;\n",
    'CHANGELOG.md': `# @tailrace/${name}\n`,
  };
}
