extension Completions {
  /// Completion rules for fish.
  func fish() -> String {
    let names = program.specifications.map(\.name).joined(separator: " ")
    let head = [
      "# fish completion for \(program.name); save it as ~/.config/fish/completions/\(program.name).fish",
      "complete -c \(program.name) -f",
    ]
    let commands = program.specifications.map {
      "complete -c \(program.name) -n \(quoted("not __fish_seen_subcommand_from \(names)")) -a \($0.name) -d \(quoted($0.abstract))"
    }
    let common = CommonOptions.all.map { fishOption($0.documentation, condition: nil) }
    return (head + commands + common + program.specifications.flatMap(fishCommand)).joined(separator: "\n") + "\n"
  }

  private func fishCommand(_ command: CommandSpec) -> [String] {
    let condition = "__fish_seen_subcommand_from \(command.name)"
    let hint = command.arguments.first { $0.documentation.completion != .none }?.documentation.completion ?? .none
    let arguments = fishAction(hint).map { ["complete -c \(program.name) -n \(quoted(condition)) \($0)"] } ?? []
    return arguments + command.options.map { fishOption($0.documentation, condition: condition) }
  }

  private func fishOption(_ option: OptionDocumentation, condition: String?) -> String {
    var parts = ["complete -c \(program.name)"]
    if let condition { parts.append("-n \(quoted(condition))") }
    parts.append("-l \(option.name)")
    if let short = option.short { parts.append("-s \(short)") }
    parts.append("-d \(quoted(option.help))")
    if option.takesValue { parts.append("-r \(fishAction(option.completion) ?? "-f")") }
    return parts.joined(separator: " ")
  }

  private func fishAction(_ hint: CompletionHint) -> String? {
    switch hint {
    case .none: nil
    case .choices(let words): "-f -a \(quoted(words.joined(separator: " ")))"
    case .path: "-F"
    case .folder: "-f -a '(__fish_complete_directories)'"
    }
  }
}
