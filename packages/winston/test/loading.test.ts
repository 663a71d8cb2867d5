import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Application, PACKAGE, SLOW } from './surface-application.ts';

/** Loads a package, asks it for transports, and tells which files and which of Node's own modules that took. */
const PROGRAM = `
const [, , name, ...transports] = process.argv;
const winston = require(name);
for (const transport of transports) winston.transports[transport];
const builtins = process.moduleLoadList.flatMap((entry) => /^NativeModule ([a-z_/]+)$/.exec(entry)?.[1] ?? []);
console.log(JSON.stringify({ files: Object.keys(require.cache), builtins }));
`;

interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

describe('what the built package loads [X1]', SLOW, () => {
  const application = new Application('winston');
  const packages = realpathSync(join(PACKAGE, '..'));

  afterAll(() => application.remove());

  const load = async (...words: string[]): Promise<Loaded> => {
    const { stdout, stderr } = await application.run('load.cjs', PROGRAM, { words });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Loaded;
  };
  /** Files of a package of this repository, from its `dist`. */
  const ofOurs = ({ files }: Loaded, name: string): string[] =>
    files.map((file) => relative(join(packages, name, 'dist'), file)).filter((file) => !file.startsWith('..'));

  it('is in few files, and of core what loggers run on', async () => {
    const loaded = await load('@tailrace/winston');
    expect(ofOurs(loaded, 'winston').length).toBeLessThanOrEqual(6);
    expect(ofOurs(loaded, 'core').length).toBeLessThanOrEqual(6);
    expect(ofOurs(loaded, 'core')).not.toContain('index.js');
  });

  it('is nothing of other packages but what Winston loads itself, and formats of its', async () => {
    const { files: stocks } = await load('winston');
    const { files } = await load('@tailrace/winston');
    const more = files.filter((file) => !stocks.includes(file) && file.includes('node_modules'));
    const names = more.map((file) => /^.*node_modules.([^/\\]+)/.exec(file)?.[1]);
    // Winston's own formats load them when they are asked for.
    expect(names.filter((name) => name !== 'logform' && name !== 'fecha')).toEqual([]);
  });

  it('is none of Node’s own modules that Winston does not load', async () => {
    const { builtins: stocks } = await load('winston');
    const { builtins } = await load('@tailrace/winston');
    expect(stocks).toContain('stream');
    // Node 24 has parts of what keeps the asynchronous context in files that are loaded when they are needed.
    const more = builtins.filter((name) => !stocks.includes(name) && !name.startsWith('internal/'));
    expect(more).toEqual([]);
  });

  it('is the delivery only where a transport asks for it', async () => {
    const ofConsole = await load('@tailrace/winston', 'Console', 'Stream');
    expect(ofOurs(ofConsole, 'delivery')).toEqual([]);
    expect(ofOurs(ofConsole, 'transport-file')).toEqual([]);
    const ofFile = await load('@tailrace/winston', 'File');
    expect(ofOurs(ofFile, 'transport-file')).toEqual(['index.js']);
    expect(ofOurs(ofFile, 'delivery').length).toBeLessThanOrEqual(2);
    expect(ofOurs(ofFile, 'core')).not.toContain('index.js');
  });
});
