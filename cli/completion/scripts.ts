// What a shell needs to complete `eagan`: a few lines that ask the program for candidates, and that look for files
// themselves.

export type Shell = 'bash' | 'zsh' | 'fish';

/** Lines of `completion candidates` that are not candidates but tell the shell what to look for. */
export const askShell = { pipelines: ':pipelines', folders: ':folders', files: ':files' } as const;

/** The script of a shell. `program`: the words that start the program; the shell may know it only under an alias. */
export function completionScript(shell: Shell, program: readonly string[]): string {
  const start = program.map((word) => (shell === 'fish' ? quotedForFish(word) : quoted(word))).join(' ');
  return scripts[shell](`${start} completion candidates --`);
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
const quotedForFish = (word: string): string => `'${word.replace(/['\\]/g, String.raw`\$&`)}'`;

const scripts: Readonly<Record<Shell, (ask: string) => string>> = {
  // Without arrays of bash 4: macOS has bash 3.2. "=" and ":" break words there; the "=" of an option has no meaning
  // here.
  bash: (
    ask,
  ) => `# Completion of eagan in bash. To use it now: source <(eagan completion bash). To keep it: add that line to ~/.bashrc.
_eagan() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line file words=() i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ "\${COMP_WORDS[i]}" == = ]] || words+=("\${COMP_WORDS[i]}")
  done
  [[ "$current" == = ]] && current=
  while IFS= read -r line; do
    case "$line" in
      ${askShell.pipelines})
        compopt -o filenames 2>/dev/null
        while IFS= read -r file; do
          [[ -d "$file" || "$file" == *.yaml || "$file" == *.yml ]] && COMPREPLY+=("$file")
        done < <(compgen -f -- "$current") ;;
      ${askShell.folders})
        compopt -o filenames 2>/dev/null
        while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -d -- "$current") ;;
      ${askShell.files})
        compopt -o filenames 2>/dev/null
        while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$current") ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(${ask} \${words[@]+"\${words[@]}"} "$current" 2>/dev/null)
}
complete -F _eagan eagan
`,
  zsh: (ask) => `#compdef eagan
# Completion of eagan in zsh. To use it now: source <(eagan completion zsh). To keep it: save it as _eagan in a folder of $fpath.
_eagan() {
  local line
  local -a candidates
  for line in "\${(@f)$(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case "$line" in
      '') ;;
      ${askShell.pipelines}) _files -g '*.(yaml|yml)(-.)' ;;
      ${askShell.folders}) _files -/ ;;
      ${askShell.files}) _files ;;
      *) candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( \${#candidates} == 0 )) || _describe eagan candidates
}
if [[ "\${funcstack[1]}" == _eagan ]]; then _eagan "$@"; else compdef _eagan eagan; fi
`,
  fish: (
    ask,
  ) => `# Completion of eagan in fish. To use it now: eagan completion fish | source. To keep it: save it as ~/.config/fish/completions/eagan.fish.
function __eagan_candidates
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    for line in (${ask} $words "$current" 2>/dev/null)
        switch $line
            case '${askShell.pipelines}'
                __fish_complete_suffix .yaml
            case '${askShell.folders}'
                __fish_complete_directories "$current"
            case '${askShell.files}'
                __fish_complete_path "$current"
            case '*'
                echo $line
        end
    end
end
complete -c eagan -f -a '(__eagan_candidates)'
`,
};
