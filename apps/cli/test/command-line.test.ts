import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { SETTINGS } from '@tailrace/collector';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../src/command-context.ts';
import type { CommandFailure } from '../src/command-failure.ts';
import { parseCommandLine } from '../src/command-line/parse.ts';
import { SHARED_OPTIONS } from '../src/command-line/shared-options.ts';
import { COMMANDS } from '../src/commands.ts';
import { EXIT_CODES } from '../src/exit-codes.ts';
import { exitCodeOf } from '../src/fault.ts';
import { SERVE_FLAGS } from '../src/serving/flags.ts';
import { readSettings } from '../src/settings.ts';
import { palette } from '../src/terminal/colour.ts';
import { Notices } from '../src/terminal/notices.ts';
import { Output } from '../src/terminal/output.ts';
import { ended, MAIN, tailrace, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();

/** Runs a command in this process; it throws what the program would tell. */
async function runHere([name, ...words]: readonly string[]): Promise<number> {
  const command = await COMMANDS.find((known) => known.name === name)?.load();
  if (command === undefined) throw new Error(`no command ${name}`);
  const given = await parseCommandLine(words, [...command.options, ...SHARED_OPTIONS]);
  const environment = { XDG_CONFIG_HOME: '/nowhere' };
  const context: CommandContext = {
    stdout: new Output(new PassThrough() as unknown as NodeJS.WriteStream),
    notices: new Notices(palette(false), false, () => undefined),
    settings: readSettings(given, environment),
    environment,
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 0, 31),
  };
  return command.run(given, context);
}

describe('the command line', () => {
  it('tells its version, and help for itself and for each command', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await tailrace(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await tailrace(['--help']);
    for (const { name, summary } of COMMANDS.filter(({ hidden }) => hidden !== true)) {
      expect(help.stdout).toContain(summary);
      const own = await tailrace([name, '--help']);
      expect(own).toMatchObject({ code: 0, stderr: '' });
      expect(own.stdout).toContain(`Usage  tailrace ${name}`);
      const definition = await COMMANDS.find((command) => command.name === name)?.load();
      for (const option of definition?.options ?? []) expect(own.stdout).toContain(`--${option.name}`);
    }
  });

  it('loads no more than it needs: the start stays quick', async () => {
    const probe = join(folder, 'probe.cjs');
    // Files of packages, and all bytes of code that are read: what a start takes is in proportion to both.
    writeFileSync(
      probe,
      `const { statSync } = require('node:fs');
      const seen = new Map();
      require('node:module').registerHooks?.({
        load(url, context, next) {
          if (url.startsWith('file:')) seen.set(url, statSync(new URL(url)).size);
          return next(url, context);
        },
      });
      process.on('exit', () => {
        for (const path of Object.keys(require.cache)) seen.set('file://' + path, statSync(path).size);
        const bytes = [...seen.values()].reduce((sum, size) => sum + size, 0);
        process.stderr.write('LOADED ' + JSON.stringify({ files: [...seen.keys()], bytes }) + '\\n');
      });`,
    );
    const loaded = async (...words: string[]): Promise<{ files: string; packages: number; bytes: number }> => {
      const { stderr } = await ended(process.execPath, ['--require', probe, MAIN, ...words], {
        input: '{"level":"info","message":"x"}',
      });
      const { files, bytes } = JSON.parse(stderr.split('LOADED ')[1] ?? '') as { files: string[]; bytes: number };
      return { files: files.join('\n'), packages: files.filter((file) => file.includes('/packages/')).length, bytes };
    };
    for (const words of [['--version'], ['--help'], ['search', '--help'], ['export', '--help']]) {
      expect((await loaded(...words)).packages).toBe(0);
    }
    const { files, packages, bytes } = await loaded('search', 'x', '-');
    expect(files).not.toMatch(/fastify|duckdb|collector|hucre|msgpack|packages.format-|string-width/);
    expect(packages).toBeLessThan(300);
    expect(bytes).toBeLessThan(1_500_000);
    expect((await loaded('top', 'level', '', '-')).files).not.toMatch(
      /fastify|duckdb|collector|hucre|msgpack|packages.format-/,
    );
    expect((await loaded('export', '', '-')).files).not.toMatch(/fastify|duckdb|collector|hucre|string-width/);
  });

  it.each([
    [['serch'], "Did you mean 'search'?"],
    [['search', 'x', '--sinse', '1h'], 'Did you mean --since?'],
    [['search', 'x', '-', '--format', 'winstn'], "Did you mean 'winston'?"],
  ])('says what is wrong with %j and ends with 2', async (words, said) => {
    const { code, stdout, stderr } = await tailrace(words);
    expect(stderr).toContain(said);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each([
    [['search'], 'search takes a QUERY'],
    [['search', 'x', '--limit', 'many'], '--limit takes a whole number'],
    [['search', 'x', '--output', 'xml'], '--output takes pretty, json'],
    [['search', 'x', '--since', 'soon'], '--since takes a time'],
    [['search', 'x', '--since', '1h', '--until', '2h'], '--since is not before --until'],
    [['search', 'x', '--color', 'green'], '--color takes auto'],
    [['tail', 'x', '-', '-o', 'table'], 'take another --output'],
    [['import'], 'at least one FILE'],
    [['import', '-', '--attribute', 'novalue'], 'NAME=VALUE'],
    [['spool', 'verfy'], "Did you mean 'verify'?"],
    [['serve', 'x'], "serve takes no 'x'"],
    [['serve', '--port', 'none'], 'a whole number'],
  ])('takes no %j', async (words, said) => {
    const error: unknown = await runHere(words).catch((caught: unknown) => caught);
    const { message, hint } = error as CommandFailure;
    expect(`${message} ${hint ?? ''}`).toContain(said);
    expect(exitCodeOf(error)).toBe(2);
  });

  it('takes values and queries that begin with a hyphen', async () => {
    const options = [
      { name: 'since', short: 's', takes: 'TIME', help: '' },
      { name: 'reverse', short: 'r', help: '' },
      { name: 'attribute', short: 'a', takes: 'X', multiple: true, help: '' },
    ];
    const given = await parseCommandLine(
      ['-path:/healthz*', '--since', '-15m', '-r', '-a1', '--attribute=2', '-', '--', '--since'],
      options,
    );
    expect(given.positionals).toEqual(['-path:/healthz*', '-', '--since']);
    expect(given.text('since')).toBe('-15m');
    expect(given.flag('reverse')).toBe(true);
    expect(given.list('attribute')).toEqual(['1', '2']);
    await expect(parseCommandLine(['-x'], options)).rejects.toThrow('no option -x');
    await expect(parseCommandLine(['--reverse=yes'], options)).rejects.toThrow('takes no value');
    await expect(parseCommandLine(['--since'], options)).rejects.toThrow('takes TIME');
  });

  it('lets a flag win over the environment, and that over the file', async () => {
    const config = join(folder, 'config.json');
    writeFileSync(config, JSON.stringify({ token: 'of-file', url: 'http://file:1', timeZone: 'Europe/Berlin' }));
    const read = async (words: string[], environment: NodeJS.ProcessEnv): Promise<unknown> => {
      const options = ['token', 'config'].map((name) => ({ name, takes: 'X', help: '' }));
      return readSettings(await parseCommandLine(words, options), environment);
    };
    const environment = { TAILRACE_CONFIG: config, TAILRACE_TOKEN: 'of-environment' };
    expect(await read(['--token', 'of-flag'], environment)).toMatchObject({ token: 'of-flag', url: 'http://file:1' });
    expect(await read([], environment)).toMatchObject({ token: 'of-environment', timeZone: 'Europe/Berlin' });
    expect(await read(['--config', config], {})).toMatchObject({ token: 'of-file' });
    writeFileSync(config, JSON.stringify({ tocken: 'x' }));
    await expect(read(['--config', config], {})).rejects.toThrow("unknown key 'tocken'");
  });

  it('has a flag of serve for every setting of the collector', () => {
    expect(SERVE_FLAGS.map(({ setting }) => setting).sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  it('documents every exit code', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const { code, meaning } of Object.values(EXIT_CODES)) {
      expect(readme.replace(/ +/g, ' ')).toContain(`| ${code} | ${meaning} |`);
    }
  });
});
