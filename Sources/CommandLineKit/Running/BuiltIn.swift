import Core

/// The commands every program has. `ProgramRunner` runs them, since they need to know the whole program.
enum BuiltIn {
  static let group = Program.Group("HELP", [Help.self, Manual.self, ShellCompletions.self])

  /// A command about the program itself.
  protocol AboutProgram: Command {
    func text(_ arguments: ParsedArguments, about program: Program, columns: Int) throws(CommandLineError) -> String
  }

  struct Help: AboutProgram {
    static let command = Argument(optional: "COMMAND", .string, help: "the command; none for the overview")
    static let specification = CommandSpec(
      name: "help", abstract: "Show how to use the program or a command", arguments: [command])

    func text(_ arguments: ParsedArguments, about program: Program, columns: Int) throws(CommandLineError) -> String {
      let help = HelpText(program, columns: columns)
      guard let name = arguments[Self.command] else { return help.overview() }
      return help.page(for: try program.command(named: name).specification)
    }
  }

  struct Manual: AboutProgram {
    static let command = Argument(optional: "COMMAND", .string, help: "the command; none for the program's own page")
    static let specification = CommandSpec(
      name: "man", abstract: "Write a manual page in roff",
      discussion: "Read it with 'man -l FILE', or install it into a man1 folder.", arguments: [command])

    func text(_ arguments: ParsedArguments, about program: Program, columns: Int) throws(CommandLineError) -> String {
      let manual = ManualPage(program)
      guard let name = arguments[Self.command] else { return manual.overview() }
      return manual.page(for: try program.command(named: name).specification)
    }
  }

  struct ShellCompletions: AboutProgram {
    static let shell = Argument(
      "SHELL", .choice(of: Completions.Shell.self), help: "the shell that will read the script")
    static let specification = CommandSpec(
      name: "completions", abstract: "Write a completion script for a shell", arguments: [shell])

    func text(_ arguments: ParsedArguments, about program: Program, columns: Int) throws(CommandLineError) -> String {
      Completions(program).script(for: arguments[Self.shell])
    }
  }
}

extension BuiltIn.AboutProgram {
  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    preconditionFailure("ProgramRunner asks for the text")
  }
}
