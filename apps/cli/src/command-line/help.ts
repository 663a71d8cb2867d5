import { EXIT_CODES } from '../exit-codes.ts';
import type { CommandDefinition, OptionDefinition } from './definition.ts';
import { wrap } from './wrap.ts';

/** How help is written: bold headings on a terminal, and lines as long as it is wide. */
export interface HelpStyle {
  readonly bold: (text: string) => string;
  readonly columns: number;
}

const ABOUT = 'Search, follow, import and serve logs: files, store folders and servers, with one query language.';

const VERSION_OPTION: OptionDefinition = { name: 'version', short: 'V', help: 'The version.' };

/** The help of the program as a whole. */
export function programHelp(
  commands: readonly Pick<CommandDefinition, 'name' | 'summary'>[],
  options: readonly OptionDefinition[],
  { bold, columns: width }: HelpStyle,
): string {
  const columns = columnsWithin(width);
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    ...wrap(ABOUT, Math.min(LONGEST_LINE, width)),
    '',
    `${bold('Usage')}  tailrace COMMAND …`,
    '',
    bold('Commands'),
    ...columns(rows),
    '',
    bold('Options'),
    ...columns([...options, VERSION_OPTION].map(optionRow)),
    '',
    bold('Exit codes'),
    ...columns(Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning] as const)),
    '',
    "'tailrace COMMAND --help' tells more of a command.",
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(
  command: CommandDefinition,
  shared: readonly OptionDefinition[],
  { bold, columns: width }: HelpStyle,
): string {
  const columns = columnsWithin(width);
  return [
    ...wrap(command.summary, Math.min(LONGEST_LINE, width)),
    '',
    ...command.usage.map((usage, index) => `${index === 0 ? bold('Usage') : '     '}  tailrace ${usage}`),
    '',
    ...command.details.flatMap((paragraph) => [...wrap(paragraph, Math.min(LONGEST_LINE, width)), '']),
    ...(command.options.length > 0 ? [bold('Options'), ...columns(command.options.map(optionRow)), ''] : []),
    bold('Options of every command'),
    ...columns(shared.map(optionRow)),
    '',
    bold('Examples'),
    ...command.examples.flatMap(([line, what]) => [`  tailrace ${line}`, `      ${what}`]),
    '',
  ].join('\n');
}

function optionRow(option: OptionDefinition): readonly [string, string] {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return [`${short}--${option.name}${option.takes === undefined ? '' : ` ${option.takes}`}`, option.help];
}

const WIDEST = 30;
/** Two columns have no room below this. */
const NARROW = 64;
/** Lines of help are no longer than this, and than the terminal is wide. */
const LONGEST_LINE = 100;

type Rows = readonly (readonly [string, string])[];

/** Two columns; what is too long for the first stands on a line of its own, what is too long for the second is wrapped. */
function columnsWithin(columns: number): (rows: Rows) => string[] {
  if (columns < NARROW) return (rows) => rows.flatMap(([left, right]) => stacked(left, right, columns));
  return (rows) => {
    const width = Math.min(WIDEST, Math.max(...rows.map(([left]) => left.length)));
    return rows.flatMap(([left, right]) => {
      const lines = wrap(right, Math.max(20, Math.min(LONGEST_LINE, columns) - width - 4));
      const head = left.length > width ? [`  ${left}`] : [];
      const first = left.length > width ? '' : left;
      return [...head, ...lines.map((line, index) => `  ${(index === 0 ? first : '').padEnd(width)}  ${line}`)];
    });
  };
}

/** What has no room in two columns: the second below the first. */
function stacked(left: string, right: string, columns: number): string[] {
  return [`  ${left.trimStart()}`, ...wrap(right, Math.max(10, columns - 6)).map((line) => `      ${line}`)];
}
