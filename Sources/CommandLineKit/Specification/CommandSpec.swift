/// Everything there is to say about one subcommand; parsing, help, manual page and completions all come from it.
public struct CommandSpec: Sendable {
  /// The word that selects it.
  public let name: String
  /// What it does, in one line without a full stop.
  public let abstract: String
  /// What more there is to know: paragraphs separated by empty lines; indented lines are kept as they are.
  public let discussion: String
  /// Positional arguments in order.
  public let arguments: [any CommandArgument]
  /// Its own options; those common to all commands are added by themselves.
  public let options: [any CommandOption]
  /// Worked examples.
  public let examples: [Example]

  /// A command line and what it does.
  public struct Example: Sendable {
    /// The whole line, beginning with the program's name.
    public let command: String
    /// What it does, without a full stop.
    public let explanation: String

    /// Makes an example.
    public init(_ command: String, _ explanation: String) {
      self.command = command
      self.explanation = explanation
    }
  }

  /// Makes a specification.
  /// - Precondition: names differ from each other and from the common options; nothing follows a repeated argument and
  ///   nothing required follows an optional one.
  public init(
    name: String, abstract: String, discussion: String = "", arguments: [any CommandArgument] = [],
    options: [any CommandOption] = [], examples: [Example] = []
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.examples = examples
    let all = allOptions.map(\.documentation)
    precondition(Set(all.map(\.name)).count == all.count, "'\(name)': an option is declared twice")
    let letters = all.compactMap(\.short)
    precondition(Set(letters).count == letters.count, "'\(name)': a letter is declared twice")
    precondition(letters.allSatisfy { $0.isASCII && $0.isLetter }, "'\(name)': short options are ASCII letters")
    precondition(
      Set(arguments.map(\.documentation.name)).count == arguments.count, "'\(name)': an argument is declared twice")
    let counts = arguments.map(\.documentation.count)
    precondition(!counts.dropLast().contains(.oneOrMore), "'\(name)': a repeated argument comes last")
    precondition(
      !zip(counts, counts.dropFirst()).contains { $0 == .atMostOne && $1 != .atMostOne },
      "'\(name)': optional arguments come last")
  }

  /// Its own options and the common ones.
  public var allOptions: [any CommandOption] { options + CommonOptions.all }
}
