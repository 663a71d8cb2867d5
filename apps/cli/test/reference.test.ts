import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { definitionsOf } from '../src/command-line/all-definitions.ts';
import { manualPage } from '../src/command-line/manual.ts';
import { reference } from '../src/command-line/reference.ts';
import { SHARED_OPTIONS } from '../src/command-line/shared-options.ts';
import { COMMANDS } from '../src/commands.ts';
import { ENVIRONMENT } from '../src/command-line/surroundings.ts';
import { wrap } from '../src/command-line/wrap.ts';
import { ended, tailrace } from './cli.ts';

// The page and the manual are made from the definitions. `pnpm exec vitest run test/reference.test.ts -u` writes them anew.
const page = join(import.meta.dirname, '../../../docs/cli.md');
const manual = join(import.meta.dirname, '../man/tailrace.1');
const MADE = /<!-- made from the definitions -->\n[^]*?<!-- until here -->/;
const here = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

describe('the documentation of the command line', () => {
  it('has every command with its options, as the program has them', async () => {
    const text = readFileSync(page, 'utf8');
    const made = reference(await definitionsOf(COMMANDS), SHARED_OPTIONS);
    const whole = text.replace(MADE, () => `<!-- made from the definitions -->\n\n${made}\n\n<!-- until here -->`);
    expect(text).toMatch(MADE);
    await expect(whole).toMatchFileSnapshot(page);
  });

  it('names only options and commands that there are', async () => {
    const text = readFileSync(page, 'utf8').replace(MADE, '');
    const definitions = await definitionsOf(COMMANDS);
    const known = new Set(
      [...definitions.flatMap(({ options }) => options), ...SHARED_OPTIONS].map(({ name }) => name),
    );
    const commands = new Set([...definitions.map(({ name }) => name), 'help', 'version', 'store', 'COMMAND']);
    const used = [...text.matchAll(/^tailrace ([^\n]*)/gm)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(10);
    for (const line of used) {
      expect(commands).toContain(line.split(' ', 1)[0]);
      for (const [, name = ''] of (line.split(/[|#]/, 1)[0] ?? '').matchAll(/ --([a-z-]+)/g))
        expect(known).toContain(name);
    }
  });

  it('names the variables that the settings read', () => {
    const source = ['settings.ts', 'terminal/colour.ts', 'terminal/pager.ts']
      .map((name) => readFileSync(join(import.meta.dirname, '../src', name), 'utf8'))
      .join('');
    const named = ENVIRONMENT.map(([names]) => names).join(', ');
    const read = [...source.matchAll(/(?:environment\[|\), |, )'([A-Z][A-Z_]+)'/g)].map((match) => match[1] ?? '');
    expect(read.length).toBeGreaterThan(10);
    for (const name of read.filter((each) => each !== 'LESSCHARSET')) expect(named).toContain(name);
  });
});

describe('the manual', () => {
  it('is the one that is installed, and the one that is printed', async () => {
    const made = manualPage(await definitionsOf(COMMANDS), SHARED_OPTIONS, '0.1.0');
    await expect(made).toMatchFileSnapshot(manual);
    const { code, stdout } = await tailrace(['man']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: made });
  });

  it.skipIf(!here('mandoc'))('has nothing that mandoc complains of', async () => {
    const { stdout, stderr } = await ended('mandoc', ['-Tlint', manual]);
    // A page without a date is the same whenever it is made.
    const complaints = `${stdout}${stderr}`.split('\n').filter((each) => each !== '' && !each.includes('missing date'));
    expect(complaints).toEqual([]);
  });

  it.skipIf(!here('man'))('shows every command and option', async () => {
    const { code, stdout } = await ended('man', ['-l', manual], { env: { MANWIDTH: '80', LC_ALL: 'C.UTF-8' } });
    expect(code).toBe(0);
    for (const { name, options } of await definitionsOf(COMMANDS)) {
      expect(stdout).toContain(`tailrace ${name}`);
      for (const option of options) expect(stdout).toContain(`--${option.name}`);
    }
    expect(stdout).toContain("tailrace search 'level>=warn | count by service, 5m' /var/lib/tailrace");
  });
});

describe('a text', () => {
  it('is broken at blanks, and words stay whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('averylongword a b', 5)).toEqual(['averylongword', 'a b']);
  });
});
