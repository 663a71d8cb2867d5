import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoteFor, splitLine } from '../src/completions/shell-words.ts';
import { COMMANDS } from '../src/commands.ts';
import { ended, line, MAIN, tailrace, temporaryFolder } from './cli.ts';
import { fakeServer, reply } from './fake-server.ts';
import { atTerminal, HAS_TERMINAL } from './terminal.ts';

const folder = temporaryFolder();
const bin = join(folder, 'bin');
const log = join(folder, 'app.log');
mkdirSync(bin);
writeFileSync(join(bin, 'tailrace'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
chmodSync(join(bin, 'tailrace'), 0o755);
writeFileSync(
  log,
  line('12:00:00', 'info', 'a', { tenant: 'acme' }) + line('12:00:01', 'info', 'b', { tenant: 'two words' }),
);

/** Nobody answers there, so that fields are those of files. */
const env = {
  PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  TAILRACE_URL: 'http://127.0.0.1:1',
  HOME: folder,
  XDG_CONFIG_HOME: folder,
};
const here = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

async function script(shell: string): Promise<string> {
  const { code, stdout } = await tailrace(['completion', shell]);
  expect(code).toBe(0);
  const path = join(folder, `completion.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

/** What a shell is told could follow; the first line says what to do with it. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await tailrace(['__complete', '--shell', 'zsh', '--', ...words], { env });
  return stdout.trimEnd().split('\n');
}

describe('what could follow', () => {
  it('is commands, their options, and the words that these take', async () => {
    const visible = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
    const [directive, ...commands] = await offered('');
    expect(directive).toBe('plain');
    expect(commands.map((each) => each.split('\t')[0])).toEqual(visible);
    expect(await offered('search', '--since')).toEqual(['plain', expect.stringMatching(/^--since\tOnly from/)]);
    expect(await offered('search', '--output', 'j')).toEqual(['plain', 'json', 'jsonl']);
    expect(await offered('search', '--theme=l')).toEqual(['plain', '--theme=light']);
    expect(await offered('spool', 'v')).toEqual(['plain', 'verify']);
    expect(await offered('import', '--to', 'x', '')).toEqual(['files', 'http://127.0.0.1:1\tserver']);
    expect(await offered('serch', '')).toEqual(['plain']);
  });

  it('is fields and values of the files that are named', async () => {
    const values = await tailrace(
      [
        '__complete',
        '--shell',
        'bash',
        '--head',
        "tailrace search 'tenant:",
        '--tail',
        `' ${log}`,
        '--word',
        'tenant:',
      ],
      { env },
    );
    expect(values.stdout.split('\n')).toEqual(expect.arrayContaining(['nospace', 'tenant:acme', 'tenant:"two words"']));
    expect((await offered('compare', log, log, '--ignore', 'level,ten'))[1]).toMatch(/^level,tenant\t/);
  });

  it('is fields and values of the server, in order of use', async () => {
    const server = await fakeServer((_, response) => {
      reply(response, 200, {
        fields: [{ name: 'region', type: 'text', count: 2, values: [{ value: 'eu', count: 2 }] }],
      });
    });
    const { stdout } = await tailrace(['__complete', '--shell', 'fish', '--', 'search', "'region:e"], {
      env: { ...env, TAILRACE_URL: server.url },
    });
    expect(stdout).toMatch(/^nospace\nregion:eu/);
    expect(server.requests[0]?.url).toMatch(/^\/v1\/fields/);
  });
});

describe('a line of a shell', () => {
  it('is read as the shell reads it', () => {
    expect(splitLine(`a 'b c' "d \\" $e" f\\ g h`)).toEqual({
      before: ['a', 'b c', 'd " $e', 'f g'],
      last: { value: 'h', quote: '' },
    });
    expect(splitLine("x | tailrace search 'level:")).toEqual({
      before: ['tailrace', 'search'],
      last: { value: 'level:', quote: "'" },
    });
    expect(splitLine('a ').last).toEqual({ value: '', quote: '' });
  });

  it('gets words that it reads back as they were', async () => {
    const words = ['a b', `it's`, 'say "x" $HOME `id` \\', '数据', 'level>=warn|x;y&z(1)*?', '#!~'];
    for (const word of words) {
      for (const [open, close] of [
        ['', ''],
        ["'", "'"],
        ['"', '"'],
      ] as const) {
        const { stdout } = await ended('sh', ['-c', `printf %s ${open}${quoteFor(word, open)}${close}`]);
        expect(stdout).toBe(word);
      }
    }
  });
});

/** Keys that have the completed line printed, in place of running it: the shell takes them in order, none too soon. */
function printed(typed: string): string {
  return `${typed}\u0001echo R:\u0005\r`;
}

/**
 * Whether a line begins so, and a prompt stands below it: what was typed is no such line, for a prompt is before it, and
 * what is typed before the next prompt is there may be lost.
 */
function printedLine(text: string): (screen: string) => boolean {
  return (screen) => {
    // oxlint-disable-next-line no-control-regex -- escape sequences begin with ESC
    const lines = screen.replace(/\u001b\[[?\d;]*[A-Za-z@]|[\r\u0007]/g, '').split('\n');
    const at = lines.findIndex((each) => each.startsWith(text));
    return at !== -1 && at < lines.length - 1 && /[$#>] $/.test(lines.at(-1) ?? '');
  };
}

describe.skipIf(!HAS_TERMINAL || !here('bash'))('bash', () => {
  it('completes commands, options, files and the words of a query in quotes', async () => {
    const path = await script('bash');
    const terminal = atTerminal('bash --norc --noprofile -i', { env, cwd: folder, columns: 200 });
    await terminal.until(/[$#] $/);
    terminal.type(`. '${path}'; echo rea''dy\r`);
    await terminal.until(printedLine('ready'));
    const typed: readonly (readonly [keys: string, result: string])[] = [
      ['tailrace patt\t', 'tailrace patterns'],
      ['tailrace search --theme=li\t', 'tailrace search --theme=light'],
      ["tailrace search 'level>=cri\t'", 'tailrace search level>=crit'],
      ["tailrace export '' app.l\t", 'tailrace export  app.log'],
    ];
    for (const [keys, result] of typed) {
      terminal.type(printed(keys));
      await terminal.until(printedLine(`R:${result}`));
    }
    await terminal.end();
  });
});

describe.skipIf(!here('fish'))('fish', () => {
  it('completes commands, options and queries', async () => {
    const path = await script('fish');
    const complete = async (text: string): Promise<string[]> => {
      const quoted = text.replace(/['\\]/g, String.raw`\$&`);
      const { stdout } = await ended('fish', ['--no-config', '-c', `source '${path}'; complete -C '${quoted}'`], {
        env,
      });
      return stdout.trimEnd().split('\n');
    };
    expect(await complete('tailrace patt')).toEqual(['patterns\tGroup messages by what stays the same in them.']);
    expect(await complete('tailrace search --output=csv')).toEqual(['--output=csv']);
    expect(await complete("tailrace search 'level:debu")).toContain('level:debug');
  });
});

describe.skipIf(!HAS_TERMINAL || !here('zsh'))('zsh', () => {
  it('completes commands and the words of a query in quotes', async () => {
    const functions = join(folder, 'functions');
    mkdirSync(functions);
    writeFileSync(join(functions, '_tailrace'), (await tailrace(['completion', 'zsh'])).stdout);
    const terminal = atTerminal('zsh -f -i', { env, cwd: folder, columns: 200 });
    await terminal.until(/[%#] /);
    terminal.type(
      `fpath=('${functions}' $fpath); autoload -U compinit; compinit -u -D; unsetopt beep; PS1='> '; echo rea''dy\r`,
    );
    await terminal.until(printedLine('ready'));
    for (const [keys, result] of [
      ['tailrace patt\t', 'tailrace patterns'],
      ["tailrace search 'level>=cri\t'", 'tailrace search level>=crit'],
    ] as const) {
      terminal.type(printed(keys));
      await terminal.until(printedLine(`R:${result}`));
    }
    await terminal.end();
  });
});
