import type { CommandContext } from './command-context.ts';
import { CommandFailure, usageFailure } from './command-failure.ts';
import type { CommandEntry } from './command-line/command-entry.ts';
import type { CommandDefinition } from './command-line/definition.ts';
import { commandHelp, type HelpStyle, programHelp } from './command-line/help.ts';
import { parseCommandLine } from './command-line/parse.ts';
import { SHARED_OPTIONS } from './command-line/shared-options.ts';
import { COMMANDS } from './commands.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { type ErrorForm, readSettings, type Settings } from './settings.ts';
import { palette, wantsColour } from './terminal/colour.ts';
import { Notices } from './terminal/notices.ts';
import { Output } from './terminal/output.ts';
import { version } from './version.ts';

/** Runs a command line; answers the exit code. */
export async function run(words: readonly string[], signal: AbortSignal): Promise<number> {
  const stdout = new Output(process.stdout);
  let said = notices({ color: 'auto', theme: 'dark', errors: errorFormIn(words) });
  try {
    return await dispatch(words, stdout, signal, (asked) => {
      said = asked;
    });
  } catch (error) {
    if (signal.aborted) return EXIT_CODES.interrupted.code;
    if (!(error instanceof CommandFailure)) {
      const { exitCodeOf, faultOf } = await import('./fault.ts');
      const { message, code, stack } = faultOf(error);
      said.fail(message, { ...(code !== undefined && { code }), exit: exitCodeOf(error) });
      if (stack !== undefined) process.stderr.write(stack);
      return exitCodeOf(error);
    }
    said.fail(error.message, { code: error.exit, exit: error.exitCode });
    if (error.hint !== undefined) said.note(error.hint);
    return error.exitCode;
  } finally {
    await stdout.flush();
  }
}

/** @param onNotices - Hears of the notices that the settings ask for, once these are read. */
async function dispatch(
  words: readonly string[],
  stdout: Output,
  signal: AbortSignal,
  onNotices: (asked: Notices) => void,
): Promise<number> {
  const [name, ...rest] = words;
  const style: HelpStyle = {
    bold: palette(wantsColour('auto', process.env, stdout.isTerminal)).bold,
    columns: stdout.columns,
  };
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const topic = name === 'help' ? rest[0] : undefined;
    const text =
      topic === undefined
        ? programHelp(listed(), SHARED_OPTIONS, style)
        : commandHelp(await find(topic), SHARED_OPTIONS, style);
    await stdout.line(text.trimEnd());
    return name === undefined ? EXIT_CODES.usage.code : EXIT_CODES.found.code;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    await stdout.line(version());
    return EXIT_CODES.found.code;
  }
  const command = await find(name);
  const given = await parseCommandLine(rest, [...command.options, ...SHARED_OPTIONS]);
  if (given.flag('help')) {
    await stdout.line(commandHelp(command, SHARED_OPTIONS, style).trimEnd());
    return EXIT_CODES.found.code;
  }
  const settings = readSettings(given, process.env);
  const asked = notices(settings);
  onNotices(asked);
  const context: CommandContext = {
    stdout,
    notices: asked,
    settings,
    environment: process.env,
    signal,
    now: () => Date.now(),
  };
  return command.run(given, context);
}

function listed(): readonly CommandEntry[] {
  return COMMANDS.filter(({ hidden }) => hidden !== true);
}

async function find(name: string): Promise<CommandDefinition> {
  const entry = COMMANDS.find((command) => command.name === name || command.alias === name);
  if (entry !== undefined) return entry.load();
  const { nearestName } = await import('@tailrace/core');
  const names = listed().map((command) => command.name);
  const nearest = nearestName(name, names);
  const list = `The commands are ${names.join(', ')}.`;
  throw usageFailure(`There is no command '${name}'.`, nearest === undefined ? list : `Did you mean '${nearest}'?`);
}

/** How failures are written that come before the settings are read. */
function errorFormIn(words: readonly string[]): ErrorForm {
  const at = words.indexOf('--errors');
  const asked = words.includes('--errors=json') || (at !== -1 && words[at + 1] === 'json');
  return asked || process.env['TAILRACE_ERRORS'] === 'json' ? 'json' : 'text';
}

function notices({ color, theme, errors }: Pick<Settings, 'color' | 'theme' | 'errors'>): Notices {
  const isTerminal = 'isTTY' in process.stderr && process.stderr.isTTY;
  const marks = palette(wantsColour(color, process.env, isTerminal), theme);
  return new Notices(marks, isTerminal, (text) => void process.stderr.write(text), errors);
}
