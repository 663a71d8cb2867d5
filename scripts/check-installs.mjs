// pnpm check: every tarball installs alone into an empty project and logs a line, from CommonJS, ES modules, TypeScript
// and Jest. Dependencies among Tailrace's own packages are taken from the tarballs packed here; all else from npm.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleOf } from './install-samples.mjs';
import { packAll } from './pack.mjs';
import { typeProblems } from './check-types-matrix.mjs';
import { capture } from './workspace.mjs';

/** A strict TypeScript project without a `type` of its own, as most of Winston's users have. */
const COMPILE = [
  '--module',
  'nodenext',
  '--target',
  'es2022',
  '--strict',
  '--esModuleInterop',
  '--types',
  'node',
  '--skipLibCheck',
];

export function installProblems() {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-install-'));
  try {
    const tarballs = packAll(join(folder, 'tarballs'));
    const libraries = tarballs.filter(({ item }) => item.folder.startsWith('packages'));
    const problems = tarballs.flatMap((tarball) => installAlone(folder, tarball, tarballs));
    return problems.length > 0 ? problems : typeProblems(folder, libraries, overrides(tarballs));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function overrides(tarballs) {
  return Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
}

function installAlone(folder, { name, file }, tarballs) {
  const project = join(folder, name.replace('@tailrace/', ''));
  const { [name]: _self, ...others } = overrides(tarballs);
  const sample = sampleOf(name);
  mkdirSync(project, { recursive: true });
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { [name]: `file:${file}`, ...sample.beside, '@types/node': '^20.19.0' },
      overrides: others,
    }),
  );
  const install = capture('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], {
    cwd: project,
  });
  if (install.status !== 0) return [`${name} does not install alone:\n${install.output.trim()}`];
  if (sample.command !== undefined)
    return expect(name, 'command', sample, capture(...sample.command, { cwd: project }));
  writeFileSync(join(project, 'sample.cjs'), sample.cjs);
  writeFileSync(join(project, 'sample.mjs'), sample.mjs);
  writeFileSync(join(project, 'typed.ts'), `${sample.typed}\nvoid main();\n`);
  const compiled = capture('tsc', ['typed.ts', ...COMPILE], { cwd: project });
  if (compiled.status !== 0) return [`${name} in TypeScript:\n${compiled.output.trim()}`];
  return ['sample.cjs', 'sample.mjs', 'typed.js'].flatMap((program) =>
    expect(name, program, sample, capture(process.execPath, [program], { cwd: project })),
  );
}

function expect(name, kind, sample, { status, output }) {
  return status === 0 && output.includes(sample.says)
    ? []
    : [`${name} as ${kind}: exit ${status}, without "${sample.says}":\n${output.trim()}`];
}
