extension Completions {
  /// A completion function for zsh.
  func zsh() -> String {
    """
    #compdef \(program.name)
    # zsh completion for \(program.name); put it on your fpath as \(functionName)
    \(functionName)() {
      local line state
      _arguments -C '1: :->command' '*:: :->rest'
      case $state in
      command)
        local -a commands=(
    \(program.specifications.map { "      \(quoted("\($0.name):\($0.abstract)"))" }.joined(separator: "\n"))
        )
        _describe command commands
        ;;
      rest)
        case $line[1] in
    \(program.specifications.map(zshCommand).joined(separator: "\n"))
        esac
        ;;
      esac
    }
    \(functionName) "$@"

    """
  }

  private func zshCommand(_ command: CommandSpec) -> String {
    let options = command.allOptions.map(\.documentation).flatMap(zshOption)
    let arguments = command.arguments.map(\.documentation).enumerated().map { index, argument in
      let place = argument.count == .oneOrMore ? "*" : "\(index + 1)"
      return quoted("\(place):\(zshText(argument.name)):\(zshAction(argument.completion))")
    }
    return "    \(command.name)) _arguments \\\n        " + (options + arguments).joined(separator: " \\\n        ")
      + " ;;"
  }

  private func zshOption(_ option: OptionDocumentation) -> [String] {
    let value = option.placeholder.map { ":\(zshText($0)):\(zshAction(option.completion))" } ?? ""
    let star = option.isRepeatable ? "*" : ""
    let long = quoted("\(star)--\(option.name)\(option.takesValue ? "=" : "")[\(zshText(option.help))]\(value)")
    return (option.short.map { [quoted("\(star)-\($0)[\(zshText(option.help))]\(value)")] } ?? []) + [long]
  }

  private func zshAction(_ hint: CompletionHint) -> String {
    switch hint {
    case .none: " "
    case .choices(let words): "(\(words.joined(separator: " ")))"
    case .path: "_files"
    case .folder: "_files -/"
    }
  }

  private func zshText(_ text: String) -> String {
    text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
