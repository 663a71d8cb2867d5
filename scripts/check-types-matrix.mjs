// pnpm check: the packed libraries' types, from TypeScript 5.4 to 7 under every way of resolving modules, and Jest.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleOf } from './install-samples.mjs';
import { capture } from './workspace.mjs';

const COMPILERS = { ts54: '5.4', ts59: '5.9', ts6: '6', ts7: '7' };
const RESOLUTIONS = [
  { module: 'commonjs', moduleResolution: 'node10', kind: 'ts', before: 7 },
  { module: 'node16', moduleResolution: 'node16', kind: 'ts' },
  { module: 'node16', moduleResolution: 'node16', kind: 'mts' },
  { module: 'nodenext', moduleResolution: 'nodenext', kind: 'ts' },
  { module: 'nodenext', moduleResolution: 'nodenext', kind: 'mts' },
  { module: 'esnext', moduleResolution: 'bundler', kind: 'ts' },
];

/** Installs every library into one project and answers what its types or Jest complain about. */
export function typeProblems(folder, libraries, overrides) {
  const project = join(folder, 'types');
  mkdirSync(project, { recursive: true });
  const beside = Object.assign({}, ...libraries.map(({ name }) => sampleOf(name).beside));
  const dependencies = Object.fromEntries(libraries.map(({ name, file }) => [name, `file:${file}`]));
  const compilers = Object.fromEntries(
    Object.entries(COMPILERS).map(([alias, range]) => [
      alias,
      `npm:typescript@~${range}`.replace('~6', '^6').replace('~7', '^7'),
    ]),
  );
  const own = Object.fromEntries(Object.entries(overrides).filter(([name]) => dependencies[name] === undefined));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { ...dependencies, ...beside, '@types/node': '^20.19.0', jest: '^30.0.0', ...compilers },
      overrides: { ...own, ...Object.fromEntries(Object.keys(dependencies).map((name) => [name, `$${name}`])) },
    }),
  );
  const install = capture('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], {
    cwd: project,
  });
  if (install.status !== 0) return [`the types' project does not install:\n${install.output.trim()}`];

  for (const { name } of libraries) {
    const { typed, jest } = sampleOf(name);
    for (const kind of ['ts', 'mts']) writeFileSync(join(project, `${name.slice(10)}.${kind}`), typed);
    writeFileSync(join(project, `${name.slice(10)}.test.cjs`), jest);
  }
  writeFileSync(
    join(project, 'jest.config.cjs'),
    "module.exports = { testMatch: ['**/*.test.cjs'], testEnvironment: 'node', transform: {} };\n",
  );

  const problems = Object.keys(COMPILERS).flatMap((compiler) =>
    RESOLUTIONS.flatMap((way) => compile(project, compiler, way)),
  );
  const jest = capture('node', ['node_modules/jest/bin/jest.js', '--forceExit', '--maxWorkers=2'], { cwd: project });
  if (jest.status !== 0) problems.push(`under Jest:\n${jest.output.trim().slice(-4_000)}`);
  return problems;
}

/** Compiles the uses in strict mode, library declarations included; complaints about other people's are left out. */
function compile(project, compiler, { module, moduleResolution, kind, before }) {
  if (before !== undefined && Number(COMPILERS[compiler].split('.')[0]) >= before) return [];
  const files = readdirSync(project).filter((name) => name.endsWith(`.${kind}`) && !name.endsWith('.d.ts'));
  const silence = moduleResolution === 'node10' && compiler === 'ts6' ? ['--ignoreDeprecations', '6.0'] : [];
  const { status, output } = capture(
    process.execPath,
    [
      `node_modules/${compiler}/bin/tsc`,
      ...files,
      '--noEmit',
      '--strict',
      '--esModuleInterop',
      '--types',
      'node',
      '--target',
      'es2022',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
      ...silence,
    ],
    { cwd: project },
  );
  const ours = output
    .split('\n')
    .filter(
      (line) =>
        /error TS/.test(line) && (!line.startsWith('node_modules/') || line.startsWith('node_modules/@tailrace/')),
    );
  if (status === 0 || ours.length === 0) return [];
  return [`${compiler}, ${moduleResolution}, .${kind}:\n${ours.slice(0, 12).join('\n')}`];
}
