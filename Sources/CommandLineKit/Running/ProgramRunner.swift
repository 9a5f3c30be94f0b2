internal import CMalloc
public import Core
import Foundation

/// Runs a program: finds the subcommand, parses its words, runs it, and reports what went wrong.
public struct ProgramRunner: Sendable {
  private let program: Program
  private let output: any TextSink
  private let messages: any TextSink
  /// Blocks of up to so many bytes come from the heap, and stay with the process when they are free, as long as the heap
  /// ends in no more than this.
  private static let keptMemory: Int32 = 16 << 20

  /// Makes a runner that writes to the given sinks.
  public init(
    _ program: Program, output: any TextSink = StandardStream.output, messages: any TextSink = StandardStream.error
  ) {
    self.program = program
    self.output = output
    self.messages = messages
  }

  /// Runs with the words of the process's command line and ends the process.
  public func main() -> Never {
    // A reader that has gone is an error of write(2) then, rather than the end of the process.
    signal(SIGPIPE, SIG_IGN)
    // Recordings of about one size come and go: memory that went back to the system between them would have to be cleared
    // anew.
    mallopt(M_MMAP_THRESHOLD, Self.keptMemory)
    mallopt(M_TRIM_THRESHOLD, Self.keptMemory)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs with `words`, which do not hold the program's name.
  ///
  /// An error is reported to the messages with its remedy. Its status is its own, if it is a `ReportableFailure`; any other
  /// error comes from the system's libraries and counts as `.inputOutput`.
  public func run(_ words: [String]) -> ExitStatus {
    let asked = words.prefix { $0 != "--" }
    let console = Console(
      output: output, messages: messages, isQuiet: asked.contains { $0 == "--quiet" || $0 == "-q" },
      isJSON: asked.contains("--json"))
    do {
      let status = try dispatch(words, console: console)
      try console.finish()
      return status
    } catch {
      try? console.finish()
      return report(error, to: console)
    }
  }

  private func dispatch(_ words: [String], console: Console) throws -> ExitStatus {
    // Common options may stand before the command; they are handed on to it.
    let leading = try advising("Options of a command stand after its name.") { () throws(CommandLineError) in
      try OptionScanner(options: CommonOptions.all.map(\.documentation)).scan(words, extent: .leadingOptions)
    }
    guard leading.consumed < words.count else { return try withoutCommand(leading.items, console: console) }
    let command = try program.command(named: words[leading.consumed])
    let rest = words.prefix(leading.consumed).filter { $0 != "--" } + words.dropFirst(leading.consumed + 1)
    let columns = output.columns ?? TextLayout.usual
    // Whoever asks for help may not know yet what else is needed.
    if asksFor(CommonOptions.help, rest, command.specification) {
      console.write(HelpText(program, columns: columns).page(for: command.specification))
      return .done
    }
    if asksFor(CommonOptions.version, rest, command.specification) { return printVersion(console) }
    let arguments = try advising("'\(program.name) \(command.specification.name) --help' shows how it is used.") {
      () throws(CommandLineError) in try ParsedArguments(Array(rest), for: command.specification)
    }
    if let builtIn = command.init() as? any BuiltIn.AboutProgram {
      console.write(try builtIn.text(arguments, about: program, columns: columns))
      return .done
    }
    return try command.init().run(arguments, console: console)
  }

  private func withoutCommand(_ options: [OptionScanner.Item], console: Console) throws -> ExitStatus {
    func has(_ option: Option<Bool>) -> Bool { options.contains(.option(name: option.documentation.name, value: "")) }
    if has(CommonOptions.version) { return printVersion(console) }
    guard has(CommonOptions.help) else {
      throw CommandLineError(.usage, "a command is missing. '\(program.name) --help' lists the commands.")
    }
    console.write(HelpText(program, columns: output.columns ?? TextLayout.usual).overview())
    return .done
  }

  private func asksFor(_ option: Option<Bool>, _ words: [String], _ specification: CommandSpec) -> Bool {
    let items = try? OptionScanner(options: specification.allOptions.map(\.documentation)).scan(words).items
    return items?.contains(.option(name: option.documentation.name, value: "")) ?? false
  }

  private func printVersion(_ console: Console) -> ExitStatus {
    console.print("\(program.name) \(program.version)")
    return .done
  }

  /// Adds to a usage error where to read how to do it right.
  private func advising<Result>(
    _ advice: String, _ body: () throws(CommandLineError) -> Result
  ) throws(CommandLineError) -> Result {
    do {
      return try body()
    } catch {
      throw CommandLineError(error.code, "\(error.message) \(advice)", subject: error.subject, cause: error.cause)
    }
  }

  private func report(_ error: any Error, to console: Console) -> ExitStatus {
    let failure = error as? any ReportableFailure
    let status = failure?.exitStatus ?? .inputOutput
    let message = failure?.message ?? error.localizedDescription
    let line = "\(program.name): error: \(failure.map { $0.description } ?? message)"
    console.message(.error, message, subject: failure?.subject, status: status, line: line)
    return status
  }
}
