import Core

/// Manual pages in the `man` macros of roff, without dates, so that they are the same bytes whenever they are made.
public struct ManualPage: Sendable {
  private let program: Program

  /// Makes the pages of `program`.
  public init(_ program: Program) { self.program = program }

  /// The page of the whole program, `program(1)`.
  public func overview() -> String {
    var lines = heading(program.name, program.abstract)
    lines += [".SH SYNOPSIS", ".B \(escaped(program.name))", ".I COMMAND", "[\\fIOPTIONS\\fR]"]
    if !program.discussion.isEmpty { lines += [".SH DESCRIPTION"] + paragraphs(program.discussion) }
    for group in program.groups {
      lines.append(".SH \(escaped(group.title))")
      for command in group.specifications {
        lines += [".TP", ".B \(escaped(command.name))", escaped(sentence(command.abstract))]
      }
    }
    lines += options(CommonOptions.all, title: "COMMON OPTIONS") + exitStatus()
    let pages = program.groups.dropLast().flatMap(\.specifications).map { "\(program.name)-\($0.name)" }
    let references = pages.map { ".BR \(escaped($0)) (1)" }
    if !references.isEmpty { lines += [".SH SEE ALSO"] + references.dropLast().map { $0 + "," } + references.suffix(1) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The page of one command, `program-command(1)`.
  public func page(for command: CommandSpec) -> String {
    var lines = heading("\(program.name)-\(command.name)", command.abstract)
    lines += [".SH SYNOPSIS", ".B \(escaped("\(program.name) \(command.name)"))"]
    lines += command.arguments.map { "\\fI\(escaped($0.documentation.synopsis))\\fR" }
    lines += command.options.map(\.documentation).filter(\.isRequired).map(synopsis) + ["[\\fIOPTIONS\\fR]"]
    if !command.discussion.isEmpty { lines += [".SH DESCRIPTION"] + paragraphs(command.discussion) }
    if !command.arguments.isEmpty {
      lines.append(".SH ARGUMENTS")
      for argument in command.arguments.map(\.documentation) {
        lines += [".TP", ".I \(escaped(argument.synopsis))", escaped(sentence(argument.explanation))]
      }
    }
    lines += options(command.options, title: "OPTIONS") + options(CommonOptions.all, title: "COMMON OPTIONS")
    if !command.examples.isEmpty {
      lines.append(".SH EXAMPLES")
      for example in command.examples {
        lines += [
          ".PP", escaped("\(example.explanation):"), ".PP", ".nf", ".RS 4", escaped(example.command), ".RE", ".fi",
        ]
      }
    }
    lines += exitStatus() + [".SH SEE ALSO", ".BR \(escaped(program.name)) (1)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ name: String, _ abstract: String) -> [String] {
    let title =
      ".TH \(escaped(name.uppercased())) 1 \"\" \"\(escaped("\(program.name) \(program.version)"))\" \"User Commands\""
    // Left-aligned and without hyphenation, since paths and options are hard to read otherwise.
    return [title, ".nh", ".ad l", ".SH NAME", "\(escaped(name)) \\- \(escaped(abstract))"]
  }

  private func options(_ options: [any CommandOption], title: String) -> [String] {
    if options.isEmpty { return [] }
    return [".SH \(title)"]
      + options.map(\.documentation).flatMap { option in
        let short = option.short.map { "\\fB\\-\($0)\\fR, " } ?? ""
        return [".TP", short + synopsis(option), escaped(sentence(option.explanation))]
      }
  }

  private func synopsis(_ option: OptionDocumentation) -> String {
    "\\fB\(escaped("--\(option.name)"))\\fR" + (option.placeholder.map { " \\fI\(escaped($0))\\fR" } ?? "")
  }

  private func exitStatus() -> [String] {
    [".SH EXIT STATUS"]
      + ExitStatus.explanations.flatMap { [".TP", ".B \($0.status.rawValue)", escaped(sentence($0.text))] }
  }

  private func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isVerbatim = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let indented = line.hasPrefix(" ")
      if indented != isVerbatim { lines.append(indented ? ".nf" : ".fi") }
      isVerbatim = indented
      lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
    }
    return isVerbatim ? lines + [".fi"] : lines
  }

  private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  /// The text with roff's own characters taken literally.
  private func escaped(_ text: String) -> String {
    let special: [Character: String] = [
      "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", "\u{A0}": "\\ ",
    ]
    let result = text.map { character in
      if let known = special[character] { return known }
      guard !character.isASCII else { return String(character) }
      return character.unicodeScalars.map { "\\[u\(hexadecimal($0.value))]" }.joined()
    }.joined()
    return result.hasPrefix(".") ? "\\&\(result)" : result
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
