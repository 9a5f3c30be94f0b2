import Core

/// The help texts of a program and of its commands.
public struct HelpText: Sendable {
  private let program: Program
  private let layout: TextLayout

  /// Makes the help of `program` for a terminal of `columns` columns; lines are never longer than 100.
  public init(_ program: Program, columns: Int) {
    self.program = program
    layout = TextLayout(columns: columns)
  }

  /// What `program --help` shows.
  public func overview() -> String {
    let commands = program.specifications
    let term = commands.map(\.name.count).max() ?? 0
    var lines = layout.paragraphs(program.abstract + ".") + paragraph(program.discussion)
    lines += section("USAGE", layout.paragraphs("\(program.name) COMMAND [OPTIONS] …", indent: 2))
    for group in program.groups {
      let rows = group.specifications.map { (term: $0.name.padded(to: term), text: $0.abstract) }
      lines += section(group.title, layout.table(rows))
    }
    lines += section("COMMON OPTIONS", options(CommonOptions.all))
    lines += section(
      "EXIT STATUS", layout.table(ExitStatus.explanations.map { (term: "\($0.status.rawValue)", text: $0.text) }))
    let next = [("\(program.name) help COMMAND", "what a command does, its options and examples")] + program.readNext
    lines += section("READ NEXT", layout.table(next.map { (term: $0.0, text: $0.1) }, widestTerm: 36))
    return text(lines)
  }

  /// What `program COMMAND --help` shows.
  public func page(for command: CommandSpec) -> String {
    var lines = layout.paragraphs(command.abstract + ".") + paragraph(command.discussion)
    lines += section("USAGE", usage(of: command))
    let rows = command.arguments.map(\.documentation).map { (term: $0.synopsis, text: $0.explanation) }
    lines += section("ARGUMENTS", layout.table(rows))
    lines += section("OPTIONS", options(command.options))
    lines += section("COMMON OPTIONS", options(CommonOptions.all))
    let examples = command.examples.map { example in
      layout.paragraphs("\(example.explanation):", indent: 2) + ["    \(example.command)"]
    }
    lines += section("EXAMPLES", Array(examples.joined(separator: [""])))
    return text(lines)
  }

  private func usage(of command: CommandSpec) -> [String] {
    let head = "\(program.name) \(command.name)"
    let parts =
      command.arguments.map(\.documentation.synopsis)
      + command.options.map(\.documentation).filter(\.isRequired).map { "--\($0.name) \($0.placeholder ?? "")" } + [
        "[OPTIONS]"
      ]
    // Breaks come between whole parts, and following lines stand under the first part.
    let indent = head.count + 3
    var lines = ["  \(head)"]
    for part in parts {
      if lines[lines.count - 1].count + 1 + part.count > layout.width {
        lines.append(String(repeating: " ", count: indent - 1))
      }
      lines[lines.count - 1] += " \(part)"
    }
    return lines
  }

  private func options(_ options: [any CommandOption]) -> [String] {
    layout.table(options.map(\.documentation).map { (term: $0.term, text: $0.explanation) })
  }

  private func paragraph(_ text: String) -> [String] { text.isEmpty ? [] : [""] + layout.paragraphs(text) }

  private func section(_ title: String, _ lines: [String]) -> [String] { lines.isEmpty ? [] : ["", title] + lines }

  private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}

extension OptionDocumentation {
  /// The option as help shows it: `-o, --output DIR`.
  var term: String { (short.map { "-\($0), " } ?? "    ") + "--\(name)" + (placeholder.map { " \($0)" } ?? "") }

  /// The help with what fits, what holds otherwise, and whether it must be given.
  var explanation: String {
    let notes = [constraint, defaultText.map { "default:\u{A0}\($0)" }, isRequired ? "required" : nil].compactMap { $0 }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }
}

extension ArgumentDocumentation {
  /// The help with what fits.
  var explanation: String { constraint.map { "\(help) (\($0))" } ?? help }
}
