#compdef auscult
# zsh completion for auscult; put it on your fpath as _auscult
_auscult() {
  local line state
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
  command)
    local -a commands=(
      'inspect:Show what is in recordings'
      'prepare:Make a data set from recordings'
      'fail:End with an error'
      'help:Show how to use the program or a command'
      'man:Write a manual page in roff'
      'completions:Write a completion script for a shell'
    )
    _describe command commands
    ;;
  rest)
    case $line[1] in
    inspect) _arguments \
        '-h[show this help]' \
        '--help[show this help]' \
        '--version[show the version]' \
        '-q[no progress and no notes; results, warnings and errors only]' \
        '--quiet[no progress and no notes; results, warnings and errors only]' \
        '--json[results as JSON on standard output, messages as JSON lines]' \
        '--workers=[threads that work; results never depend on it]:N: ' \
        '--seed=[seed of every random choice; the same seed gives the same bytes]:N: ' \
        '*:PATH:_files' ;;
    prepare) _arguments \
        '-o[where the data set goes]:DIR:_files -/' \
        '--output=[where the data set goes]:DIR:_files -/' \
        '--recipe=[what is done, step by step]:NAME|FILE: ' \
        '--format=[how audio is written]:NAME:(wav flac)' \
        '--policy=[how clips are varied]:NAME:(gentle strong)' \
        '*--rate=[sample rates]:HZ,…: ' \
        '--step=[seconds from one clip to the next]:S: ' \
        '--gain=[decibels added]:DB: ' \
        '--copies=[varied copies of each training clip]:N: ' \
        '--size=[size of the pictures]:WxH: ' \
        '-f[replace what is there]' \
        '--force[replace what is there]' \
        '-h[show this help]' \
        '--help[show this help]' \
        '--version[show the version]' \
        '-q[no progress and no notes; results, warnings and errors only]' \
        '--quiet[no progress and no notes; results, warnings and errors only]' \
        '--json[results as JSON on standard output, messages as JSON lines]' \
        '--workers=[threads that work; results never depend on it]:N: ' \
        '--seed=[seed of every random choice; the same seed gives the same bytes]:N: ' \
        '1:PATH:_files' \
        '2:REFERENCE:_files' ;;
    fail) _arguments \
        '-h[show this help]' \
        '--help[show this help]' \
        '--version[show the version]' \
        '-q[no progress and no notes; results, warnings and errors only]' \
        '--quiet[no progress and no notes; results, warnings and errors only]' \
        '--json[results as JSON on standard output, messages as JSON lines]' \
        '--workers=[threads that work; results never depend on it]:N: ' \
        '--seed=[seed of every random choice; the same seed gives the same bytes]:N: ' \
        '1:KIND:(reported foreign)' ;;
    help) _arguments \
        '-h[show this help]' \
        '--help[show this help]' \
        '--version[show the version]' \
        '-q[no progress and no notes; results, warnings and errors only]' \
        '--quiet[no progress and no notes; results, warnings and errors only]' \
        '--json[results as JSON on standard output, messages as JSON lines]' \
        '--workers=[threads that work; results never depend on it]:N: ' \
        '--seed=[seed of every random choice; the same seed gives the same bytes]:N: ' \
        '1:COMMAND: ' ;;
    man) _arguments \
        '-h[show this help]' \
        '--help[show this help]' \
        '--version[show the version]' \
        '-q[no progress and no notes; results, warnings and errors only]' \
        '--quiet[no progress and no notes; results, warnings and errors only]' \
        '--json[results as JSON on standard output, messages as JSON lines]' \
        '--workers=[threads that work; results never depend on it]:N: ' \
        '--seed=[seed of every random choice; the same seed gives the same bytes]:N: ' \
        '1:COMMAND: ' ;;
    completions) _arguments \
        '-h[show this help]' \
        '--help[show this help]' \
        '--version[show the version]' \
        '-q[no progress and no notes; results, warnings and errors only]' \
        '--quiet[no progress and no notes; results, warnings and errors only]' \
        '--json[results as JSON on standard output, messages as JSON lines]' \
        '--workers=[threads that work; results never depend on it]:N: ' \
        '--seed=[seed of every random choice; the same seed gives the same bytes]:N: ' \
        '1:SHELL:(bash zsh fish)' ;;
    esac
    ;;
  esac
}
_auscult "$@"
