/**
 * Scripts that complete the command line, by the shell's name. They know nothing of commands and options: they ask
 * `tailrace __complete`, so that what they offer is what this version has, and fields and values are those of the logs.
 */
export const COMPLETIONS: Readonly<Record<string, string>> = {
  bash: String.raw`# tailrace completion for bash
_tailrace() {
  local head tail directive line
  # The cursor is told in bytes.
  local LC_ALL_BEFORE=${'$'}{LC_ALL-unset}
  local LC_ALL=C
  head=${'$'}{COMP_LINE:0:COMP_POINT}
  tail=${'$'}{COMP_LINE:COMP_POINT}
  if [ "${'$'}LC_ALL_BEFORE" = unset ]; then unset LC_ALL; else LC_ALL=${'$'}LC_ALL_BEFORE; fi
  COMPREPLY=()
  directive=
  while IFS= read -r line; do
    if [ -z "${'$'}directive" ]; then directive=${'$'}line; else COMPREPLY+=("${'$'}line"); fi
  done < <("${'$'}1" __complete --shell bash --word "${'$'}2" --head "${'$'}head" --tail "${'$'}tail" 2>/dev/null)
  case ${'$'}directive in
    files)
      while IFS= read -r line; do COMPREPLY+=("${'$'}line"); done < <(compgen -f -- "${'$'}2")
      compopt -o filenames 2>/dev/null
      ;;
    nospace) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -F _tailrace tailrace
`,
  zsh: String.raw`#compdef tailrace
# tailrace completion for zsh
_tailrace() {
  local directive line
  local -a words_before lines values shown
  words_before=("${'$'}{(@Q)words[2,CURRENT-1]}")
  lines=("${'$'}{(@f)$("${'$'}{words[1]}" __complete --shell zsh -- "${'$'}words_before[@]" "${'$'}{(Q)PREFIX}" 2>/dev/null)}")
  directive=${'$'}lines[1]
  for line in "${'$'}{(@)lines[2,-1]}"; do
    [[ -z ${'$'}line ]] && continue
    values+=("${'$'}{line%%${'$'}'\t'*}")
    shown+=("${'$'}{line/${'$'}'\t'/  -- }")
  done
  if [[ ${'$'}directive == nospace ]]; then
    compadd -U -l -S '' -d shown -a values
  elif (( ${'$'}#values )); then
    compadd -l -d shown -a values
  fi
  if [[ ${'$'}directive == files ]]; then _files; fi
}
if [[ ${'$'}zsh_eval_context[-1] == loadautofunc ]]; then _tailrace "${'$'}@"; else compdef _tailrace tailrace; fi
`,
  fish: String.raw`# tailrace completion for fish
function __tailrace_complete
  set -l before (commandline -opc)
  set -l lines (${'$'}before[1] __complete --shell fish -- ${'$'}before[2..-1] (commandline -ct) 2>/dev/null)
  set -l directive ${'$'}lines[1]
  for line in ${'$'}lines[2..-1]
    echo ${'$'}line
  end
  if test "${'$'}directive" = files
    __fish_complete_path (commandline -ct)
  end
end
complete -c tailrace -f -a '(__tailrace_complete)'
`,
};
