import Core

/// A program with subcommands.
public struct Program: Sendable {
  /// The name of the executable.
  public let name: String
  /// Its version, for example `1.0.0`.
  public let version: String
  /// What it is for, in one line without a full stop.
  public let abstract: String
  /// What more there is to know, as in ``CommandSpec/discussion``.
  public let discussion: String
  /// The subcommands in groups, in the order help shows them.
  public let groups: [Group]
  /// Where to read next: a place and what is found there.
  public let readNext: [(place: String, what: String)]

  /// Subcommands that belong together.
  public struct Group: Sendable {
    /// The heading in help, in capitals.
    public let title: String
    /// The commands.
    public let commands: [any Command.Type]

    /// Makes a group.
    public init(_ title: String, _ commands: [any Command.Type]) {
      self.title = title
      self.commands = commands
    }

    /// What the commands say about themselves.
    public var specifications: [CommandSpec] { commands.map { $0.specification } }
  }

  /// Makes a program.
  /// - Precondition: no two commands have one name, and none is called like a built-in one (help, man, completions).
  public init(
    name: String, version: String, abstract: String, discussion: String = "", groups: [Group],
    readNext: [(place: String, what: String)] = []
  ) {
    self.name = name
    self.version = version
    self.abstract = abstract
    self.discussion = discussion
    self.groups = groups + [BuiltIn.group]
    self.readNext = readNext
    let names = specifications.map(\.name)
    precondition(Set(names).count == names.count, "a command is declared twice")
  }

  /// All subcommands, the built-in ones last.
  public var commands: [any Command.Type] { groups.flatMap(\.commands) }

  /// What all subcommands say about themselves.
  public var specifications: [CommandSpec] { groups.flatMap(\.specifications) }

  /// The subcommand called `name`.
  /// - Throws: `CommandLineError` naming the closest one.
  func command(named name: String) throws(CommandLineError) -> any Command.Type {
    if let command = commands.first(where: { $0.specification.name == name }) { return command }
    let guess = Spelling.closest(to: name, among: specifications.map(\.name))
    throw CommandLineError(
      .usage,
      "unknown command '\(name)'." + (guess.map { " Did you mean '\($0)'?" } ?? "")
        + " '\(self.name) --help' lists the commands.")
  }
}
