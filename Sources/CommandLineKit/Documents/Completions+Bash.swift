extension Completions {
  /// A completion function for bash 4.4 or later.
  func bash() -> String {
    let names = program.specifications.map(\.name)
    let common = CommonOptions.all.map { "--\($0.documentation.name)" }.joined(separator: " ")
    return """
      # bash completion for \(program.name); load it with: source <(\(program.name) completions bash)
      \(functionName)() {
        local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command='' word
        # bash splits --option=value at the equals sign
        if [[ $current == '=' ]]; then current=''; elif [[ $previous == '=' ]]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          case "$word" in \(names.joined(separator: "|"))) command="$word"; break ;; esac
        done
        case "$command $previous" in
      \(program.specifications.flatMap(bashValues).joined(separator: "\n"))
        esac
        if [[ $current == -* ]]; then
          case "$command" in
      \(program.specifications.map { "      \($0.name)) \(bashWords($0.allOptions.map { "--\($0.documentation.name)" })) ;;" }.joined(separator: "\n"))
            *) \(bashWords([common])) ;;
          esac
          return
        fi
        case "$command" in
          '') \(bashWords(names)) ;;
      \(program.specifications.map(bashArguments).joined(separator: "\n"))
        esac
      }
      complete -F \(functionName) \(program.name)

      """
  }

  private func bashValues(_ command: CommandSpec) -> [String] {
    command.allOptions.map(\.documentation).filter(\.takesValue).map { option in
      let pattern = [option.short.map { "'\(command.name) -\($0)'" }, "'\(command.name) --\(option.name)'"]
      return "    \(pattern.compactMap { $0 }.joined(separator: "|"))) \(bashCompletion(option.completion)); return ;;"
    }
  }

  private func bashArguments(_ command: CommandSpec) -> String {
    let hint = command.arguments.first { $0.documentation.completion != .none }?.documentation.completion ?? .none
    return "    \(command.name)) \(bashCompletion(hint)) ;;"
  }

  private func bashCompletion(_ hint: CompletionHint) -> String {
    switch hint {
    case .none: "COMPREPLY=()"
    case .choices(let words): bashWords(words)
    case .path: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
    case .folder: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
    }
  }

  private func bashWords(_ words: [String]) -> String {
    "mapfile -t COMPREPLY < <(compgen -W \(quoted(words.joined(separator: " "))) -- \"$current\")"
  }
}
