import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Application, SLOW } from './surface-application.ts';

const SAMPLES = join(__dirname, 'fixtures', 'types');
const { resolve: find } = createRequire(__filename);
const TSC = join(find('typescript/package.json'), '..', 'bin', 'tsc');
const FLAGS = [
  '--noEmit',
  '--strict',
  '--types',
  'node',
  '--esModuleInterop',
  '--module',
  'nodenext',
  '--target',
  'es2022',
];

describe('the types [X1]', () => {
  const application = new Application('winston', 'winston-transport', 'logform', '@tailrace/core');
  const samples = readdirSync(SAMPLES).sort();
  let stock: readonly string[];
  let ours: readonly string[];

  /** Compiles programs of Winston's users, as they are or with our package in place of `winston`; answers complaints. */
  function compile(folder: string, from: string, names: readonly string[]): Promise<string[]> {
    const files = names.map((name) => {
      const text = readFileSync(join(SAMPLES, name), 'utf8');
      return application.write(join(folder, name), text.replaceAll(/'winston(?=['/])/g, `'${from}`));
    });
    return new Promise((resolve) => {
      execFile(process.execPath, [TSC, ...files, ...FLAGS], { cwd: application.folder }, (_error, said) =>
        resolve(said.split('\n').filter((line) => line.includes('error TS'))),
      );
    });
  }

  beforeAll(async () => {
    application.install('@types/node', join(find('@types/node/package.json'), '..'));
    const old = samples.filter((name) => !name.startsWith('new-'));
    [stock, ours] = await Promise.all([
      compile('stock', 'winston', old),
      // The libraries' own declarations are looked at as well, and ours among them.
      compile('ours', '@tailrace/winston', samples),
    ]);
  }, SLOW.timeout);
  afterAll(() => application.remove());

  const about = (name: string, complaints: readonly string[]) =>
    complaints.filter((line) => line.includes(`/${name}(`));

  it.each(samples.filter((name) => name.startsWith('old-')))(
    'let what compiles with winston compile unchanged: %s',
    (name) => {
      expect(about(name, stock)).toEqual([]);
      expect(about(name, ours)).toEqual([]);
    },
  );

  it.each(samples.filter((name) => name.startsWith('new-')))('know what is ours besides: %s', (name) => {
    expect(about(name, ours)).toEqual([]);
  });

  it('let formats compile that were written when a message was text, which winston’s own no longer do', () => {
    expect(about('former.ts', stock).length).toBeGreaterThan(0);
    expect(about('former.ts', ours)).toEqual([]);
  });

  it('complain of what is wrong where winston’s do', () => {
    const lines = (complaints: readonly string[]) =>
      about('wrong.ts', complaints).map((line) => Number(/\((\d+),/.exec(line)?.[1]));
    expect(lines(ours)).toEqual(lines(stock));
    expect(lines(ours)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('are sound in themselves', () => {
    expect(ours.filter((line) => !/^ours\/[\w-]+\.m?ts\(/.test(line))).toEqual([]);
  });
});
