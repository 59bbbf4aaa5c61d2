/** Each asks `azora __complete` for the words that fit; what follows a tab in its answer is a description. */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `_azora() {
  local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}"
  local words
  words=$(azora __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)
  if [ "$words" = ":files" ]; then
    COMPREPLY=($(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o nosort -F _azora azora`,

  zsh: `_azora() {
  local -a lines
  lines=("\${(@f)$(azora __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "\${lines[1]}" == ":files" ]]; then
    _files
  else
    local -a described
    described=("\${(@)lines//:/\\\\:}")
    described=("\${(@)described/$'\\t'/:}")
    _describe azora described
  fi
}
compdef _azora azora`,

  fish: `function __azora_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines (azora __complete $words[2..-1] 2>/dev/null)
  if test "$lines[1]" = ":files"
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $lines
  end
end
complete -c azora -f -a '(__azora_complete)'`,
}
