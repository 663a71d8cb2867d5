import { EXIT_CODES } from '../exit-codes.ts';
import type { CommandDefinition, OptionDefinition } from './definition.ts';
import { ENVIRONMENT, FILES } from './surroundings.ts';

/** The reference of all commands in Markdown; made from the same tables as the help, for the documentation. */
export function reference(commands: readonly CommandDefinition[], shared: readonly OptionDefinition[]): string {
  return [
    '| command | what it does |',
    '| --- | --- |',
    ...commands.map(({ name, summary }) => `| [\`${name}\`](#tailrace-${name}) | ${cell(summary)} |`),
    '',
    ...commands.flatMap(section),
    '### Options of every command',
    '',
    ...options(shared),
    '',
    '## Exit codes',
    '',
    '| code | |',
    '| --- | --- |',
    ...Object.values(EXIT_CODES).map((exit) => `| ${exit.code} | ${cell(exit.meaning)} |`),
    '',
    '## Environment',
    '',
    '| variable | |',
    '| --- | --- |',
    ...ENVIRONMENT.map(([names, what]) => `| ${names.split(', ').map(code).join(', ')} | ${cell(what)} |`),
    '',
    '## Files',
    '',
    '| file | |',
    '| --- | --- |',
    ...FILES.map(([path, what]) => `| \`${path}\` | ${cell(what)} |`),
  ].join('\n');
}

function section({ name, usage, details, options: own, examples }: CommandDefinition): string[] {
  return [
    `### tailrace ${name}`,
    '',
    '```sh',
    ...usage.map((line) => `tailrace ${line}`),
    '```',
    '',
    ...details.flatMap((paragraph) => [prose(paragraph), '']),
    ...(own.length > 0 ? [...options(own), ''] : []),
    ...(examples.length > 0
      ? ['```sh', ...examples.map(([line, what]) => `tailrace ${line}  # ${what}`), '```', '']
      : []),
  ];
}

function options(list: readonly OptionDefinition[]): string[] {
  return [
    '| option | |',
    '| --- | --- |',
    ...list.map(({ name, short, takes, help }) => {
      const names = [
        ...(short === undefined ? [] : [`-${short}`]),
        `--${name}${takes === undefined ? '' : ` ${takes}`}`,
      ];
      return `| ${names.map(code).join(', ')} | ${cell(help)} |`;
    }),
  ];
}

function code(text: string): string {
  return text === '…' ? text : `\`${text.replaceAll('|', '\\|')}\``;
}

function cell(text: string): string {
  return prose(text).replaceAll('|', '\\|');
}

/** Text in which Markdown is to see no marks of its own. */
function prose(text: string): string {
  return text.replace(/[*_<>[\]`]/g, String.raw`\$&`);
}
