import type { OptionDefinition } from '../command-line/definition.ts';

/** What completion needs to know of a command. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionDefinition[];
  /** Words that may follow the command's name: `ls`, `verify`. */
  readonly words: readonly string[];
}

/** Scripts that complete the command line, by the shell's name; made from the same tables as the help. */
export const COMPLETIONS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash,
  zsh,
  fish,
};

function bash(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(
    ({ name, options, words }) =>
      `    ${name}) options='${options.map((option) => `--${option.name}`).join(' ')}' words='${words.join(' ')}' ;;`,
  );
  return [
    '_tailrace() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} options="" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$current"))`,
    '    return',
    '  fi',
    '  case ${COMP_WORDS[1]} in',
    ...cases,
    '  esac',
    '  if [ "${current#-}" != "$current" ]; then',
    '    COMPREPLY=($(compgen -W "$options" -- "$current"))',
    '  elif [ -n "$words" ] && [ "$COMP_CWORD" -eq 2 ]; then',
    '    COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  else',
    '    COMPREPLY=($(compgen -f -- "$current"))',
    '  fi',
    '}',
    'complete -o filenames -F _tailrace tailrace',
    '',
  ].join('\n');
}

function zsh(commands: readonly CompletedCommand[]): string {
  const cases = commands.flatMap(({ name, options, words }) => [
    `    ${name})`,
    `      _arguments ${options.map(zshOption).join(' ')} ${words.length > 0 ? `'2:action:(${words.join(' ')})' ` : ''}'*:file:_files'`,
    '      ;;',
  ]);
  return [
    '#compdef tailrace',
    '_tailrace() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands',
    `    commands=(${commands.map(({ name, summary }) => quote(`${name}:${summary}`)).join(' ')})`,
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  case $words[2] in',
    ...cases,
    '  esac',
    '}',
    'compdef _tailrace tailrace',
    '',
  ].join('\n');
}

function zshOption({ name, takes, help }: OptionDefinition): string {
  const about = help.replace(/[[\]:]/g, ' ');
  return quote(`--${name}[${about}]${takes === undefined ? '' : `:${takes}:_files`}`);
}

function fish(commands: readonly CompletedCommand[]): string {
  const first = commands.map(
    ({ name, summary }) => `complete -c tailrace -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
  );
  const rest = commands.flatMap(({ name, options, words }) => {
    const when = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      ...words.map((word) => `complete -c tailrace ${when} -a ${word}`),
      ...options.map((option) => {
        const short = option.short === undefined ? '' : ` -s ${option.short}`;
        return `complete -c tailrace ${when} -l ${option.name}${short}${option.takes === undefined ? '' : ' -r'} -d ${quote(option.help)}`;
      }),
    ];
  });
  return [...first, ...rest, ''].join('\n');
}

/** Text in single quotes, for any of the shells. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
