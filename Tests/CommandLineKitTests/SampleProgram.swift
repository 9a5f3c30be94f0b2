import CommandLineKit
import Core
import Foundation

/// A small program with one of everything.
enum Sample {
  static let program = Program(
    name: "auscult", version: "0.9.0",
    abstract: "Turns folders of heart-sound recordings into data sets that can be trusted",
    discussion: "Start with 'auscult inspect' on a folder of recordings.",
    groups: [.init("LOOK", [Inspect.self]), .init("PREPARE", [Prepare.self, Failing.self])],
    readNext: [("README.md", "what each command does"), ("manifests/", "recipes and the manifest's schema")])

  static func run(_ words: String..., terminal: Bool = false) -> (status: ExitStatus, output: String, messages: String)
  {
    let output = TextCollector(columns: 80)
    let messages = TextCollector(isTerminal: terminal)
    let status = ProgramRunner(program, output: output, messages: messages).run(words)
    return (status, output.text, messages.text)
  }
}

struct Inspect: Command {
  static let files = Argument(repeated: "PATH", .path, help: "files, folders, archives or manifests")
  static let specification = CommandSpec(name: "inspect", abstract: "Show what is in recordings", arguments: [files])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    console.note("looking")
    for file in arguments[Self.files] {
      if console.isJSON { try console.printJSON(["file": file.relativePath]) } else { console.print(file.relativePath) }
    }
    console.warn("nothing was read")
    return .finishedWithRejections
  }
}

struct Prepare: Command {
  enum Format: String, CaseIterable, Sendable { case wav, flac }

  static let path = Argument("PATH", .path, help: "a file, a folder, an archive or a manifest")
  static let reference = Argument(optional: "REFERENCE", .file, help: "a recording to align to")
  static let output = Option(required: "output", short: "o", .folder, help: "where the data set goes")
  static let recipe = Option(
    "recipe", .string, placeholder: "NAME|FILE", default: "standard", help: "what is done, step by step")
  static let format = Option("format", .choice(of: Format.self), default: .wav, help: "how audio is written")
  static let policy = Option("policy", .choice(["gentle", "strong"]), help: "how clips are varied")
  static let rates = Option(
    "rate", .list(of: .integer(in: 100...192_000)), placeholder: "HZ,…", default: [2000], help: "sample rates")
  static let step = Option(
    "step", .number(in: 0.1...60), placeholder: "S", default: 1, help: "seconds from one clip to the next")
  static let gain = Option("gain", .number(), placeholder: "DB", help: "decibels added")
  static let copies = Option(
    "copies", .integer(in: 0 ... .max), default: 0, help: "varied copies of each training clip")
  static let size = Option("size", .size, help: "size of the pictures")
  static let force = Option(flag: "force", short: "f", help: "replace what is there")
  static let specification = CommandSpec(
    name: "prepare", abstract: "Make a data set from recordings",
    discussion: """
      Every file found ends as rows of manifest.csv, or as a row of rejected.csv with the reason. A run that was stopped
      goes on where it was.

      The tree is the same for any number of workers:
        manifest.csv  train.csv  val.csv  test.csv
      """,
    arguments: [path, reference],
    options: [output, recipe, format, policy, rates, step, gain, copies, size, force],
    examples: [
      .init("auscult prepare recordings --output data", "Prepare a folder by the standard recipe"),
      .init(
        "auscult prepare heart.zip -o data --rate 2000,4000 --copies 3",
        "Two rates, and three varied copies of each training clip"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let bar = ProgressBar("Preparing", total: 10, unit: "recordings", console: console)
    for _ in 0..<10 { bar.advance() }
    bar.finish()
    return .done
  }
}

struct Failing: Command {
  static let kind = Argument("KIND", .choice(["reported", "foreign"]), help: "which failure")
  static let specification = CommandSpec(name: "fail", abstract: "End with an error", arguments: [kind])

  struct Foreign: LocalizedError { let errorDescription: String? = "something foreign" }

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    console.print("half a result")
    if arguments[Self.kind] == "foreign" { throw Foreign() }
    throw CoreError(.notFound, "does not exist. Check the path.", subject: "a/b.wav")
  }
}
