# bash completion for auscult; load it with: source <(auscult completions bash)
_auscult() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command='' word
  # bash splits --option=value at the equals sign
  if [[ $current == '=' ]]; then current=''; elif [[ $previous == '=' ]]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in inspect|prepare|fail|help|man|completions) command="$word"; break ;; esac
  done
  case "$command $previous" in
    'inspect --workers') COMPREPLY=(); return ;;
    'inspect --seed') COMPREPLY=(); return ;;
    'prepare -o'|'prepare --output') compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    'prepare --recipe') COMPREPLY=(); return ;;
    'prepare --format') mapfile -t COMPREPLY < <(compgen -W 'wav flac' -- "$current"); return ;;
    'prepare --policy') mapfile -t COMPREPLY < <(compgen -W 'gentle strong' -- "$current"); return ;;
    'prepare --rate') COMPREPLY=(); return ;;
    'prepare --step') COMPREPLY=(); return ;;
    'prepare --gain') COMPREPLY=(); return ;;
    'prepare --copies') COMPREPLY=(); return ;;
    'prepare --size') COMPREPLY=(); return ;;
    'prepare --workers') COMPREPLY=(); return ;;
    'prepare --seed') COMPREPLY=(); return ;;
    'fail --workers') COMPREPLY=(); return ;;
    'fail --seed') COMPREPLY=(); return ;;
    'help --workers') COMPREPLY=(); return ;;
    'help --seed') COMPREPLY=(); return ;;
    'man --workers') COMPREPLY=(); return ;;
    'man --seed') COMPREPLY=(); return ;;
    'completions --workers') COMPREPLY=(); return ;;
    'completions --seed') COMPREPLY=(); return ;;
  esac
  if [[ $current == -* ]]; then
    case "$command" in
      inspect) mapfile -t COMPREPLY < <(compgen -W '--help --version --quiet --json --workers --seed' -- "$current") ;;
      prepare) mapfile -t COMPREPLY < <(compgen -W '--output --recipe --format --policy --rate --step --gain --copies --size --force --help --version --quiet --json --workers --seed' -- "$current") ;;
      fail) mapfile -t COMPREPLY < <(compgen -W '--help --version --quiet --json --workers --seed' -- "$current") ;;
      help) mapfile -t COMPREPLY < <(compgen -W '--help --version --quiet --json --workers --seed' -- "$current") ;;
      man) mapfile -t COMPREPLY < <(compgen -W '--help --version --quiet --json --workers --seed' -- "$current") ;;
      completions) mapfile -t COMPREPLY < <(compgen -W '--help --version --quiet --json --workers --seed' -- "$current") ;;
      *) mapfile -t COMPREPLY < <(compgen -W '--help --version --quiet --json --workers --seed' -- "$current") ;;
    esac
    return
  fi
  case "$command" in
    '') mapfile -t COMPREPLY < <(compgen -W 'inspect prepare fail help man completions' -- "$current") ;;
    inspect) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    prepare) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    fail) mapfile -t COMPREPLY < <(compgen -W 'reported foreign' -- "$current") ;;
    help) COMPREPLY=() ;;
    man) COMPREPLY=() ;;
    completions) mapfile -t COMPREPLY < <(compgen -W 'bash zsh fish' -- "$current") ;;
  esac
}
complete -F _auscult auscult
