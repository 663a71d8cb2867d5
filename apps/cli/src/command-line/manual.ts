import { EXIT_CODES } from '../exit-codes.ts';
import type { CommandDefinition, OptionDefinition } from './definition.ts';
import { wrap } from './wrap.ts';
import { ENVIRONMENT, FILES } from './surroundings.ts';

/** The manual page, as `man` reads it; made from the same tables as the help. */
export function manualPage(
  commands: readonly CommandDefinition[],
  shared: readonly OptionDefinition[],
  version: string,
): string {
  return [
    `.TH TAILRACE 1 "" "tailrace ${escape(version)}" "User Commands"`,
    '.SH NAME',
    String.raw`tailrace \- search, follow, import and serve logs`,
    '.SH SYNOPSIS',
    ...synopsis(commands.flatMap(({ usage }) => usage)),
    '.SH DESCRIPTION',
    'Files, store folders and servers are asked in one query language:',
    'a filter, and then pipes.',
    'Answers go to standard output,',
    'everything that is said to people to standard error.',
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH OPTIONS',
    'Every command takes these.',
    ...shared.flatMap(option),
    '.SH EXIT STATUS',
    ...Object.values(EXIT_CODES).flatMap(({ code, meaning }) => ['.TP', `.B ${code}`, text(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, what]) => ['.TP', `.B ${escape(name)}`, text(what)]),
    '.SH FILES',
    ...FILES.flatMap(([path, what]) => ['.TP', `.I ${escape(path)}`, text(what)]),
    '',
  ].join('\n');
}

function section({ usage, name, summary, details, options, examples }: CommandDefinition): string[] {
  return [
    `.SS ${escape(name)}`,
    ...synopsis(usage),
    '.PP',
    text(summary),
    ...details.flatMap((paragraph) => ['.PP', text(paragraph)]),
    ...options.flatMap(option),
    ...(examples.length > 0 ? ['.PP', 'Examples:'] : []),
    ...examples.flatMap(([line, what]) => [
      '.PP',
      text(what),
      '.RS',
      '.nf',
      guarded(escape(`tailrace ${line}`)),
      '.fi',
      '.RE',
    ]),
  ];
}

/** Lines of a synopsis, each on its own. */
function synopsis(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => [...(index === 0 ? [] : ['.br']), '.B tailrace', text(line)]);
}

function option({ name, short, takes, help }: OptionDefinition): string[] {
  const value = takes === undefined ? '' : String.raw` \fI${escape(takes)}\fR`;
  const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
  return ['.TP', names.map((each) => String.raw`\fB${escape(each)}\fR`).join(', ') + value, text(help)];
}

const LONGEST_LINE = 78;

/** Text in short lines, which `man` fills again. */
function text(paragraph: string): string {
  return wrap(escape(paragraph), LONGEST_LINE).map(guarded).join('\n');
}

/** No line may begin with what `man` takes for a request. */
function guarded(line: string): string {
  return /^[.']/.test(line) ? String.raw`\&${line}` : line;
}

/** Hyphens are written as such, so that options can be copied; other characters than ASCII by their number. */
function escape(line: string): string {
  return line
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll('^', String.raw`\(ha`)
    .replaceAll('~', String.raw`\(ti`)
    .replaceAll('`', String.raw`\(ga`)
    .replaceAll('…', '...')
    .replace(
      /[^\u0020-\u007e]/gu,
      (character) => String.raw`\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}
