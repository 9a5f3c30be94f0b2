import CommandLineKit
import Foundation
import TestSupport
import Testing

@Suite struct DocumentTests {
  private let help80 = HelpText(Sample.program, columns: 80)

  @Test(arguments: ["overview", "prepare", "inspect"]) func helpReadsAsRecorded(page: String) throws {
    let command = Sample.program.specifications.first { $0.name == page }
    let text = command.map { help80.page(for: $0) } ?? help80.overview()
    #expect(try text == Snapshot().recorded("help-\(page).txt", for: text))
  }

  @Test(arguments: [20, 60, 80, 100, 300]) func linesFitTheTerminal(columns: Int) {
    let help = HelpText(Sample.program, columns: columns)
    let width = min(max(columns, 50), 100)
    // What cannot be broken: examples, and lines the author has set.
    let fixed =
      Sample.program.specifications.flatMap { $0.examples.map(\.command) } + [
        "manifest.csv  train.csv  val.csv  test.csv"
      ]
    for text in [help.overview(), help.page(for: Prepare.specification)] {
      for line in text.split(separator: "\n") where !fixed.contains(where: { line.hasSuffix($0) }) {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  @Test func manualPagesReadAsRecorded() throws {
    let manual = ManualPage(Sample.program)
    for (name, text) in [
      ("auscult.1", manual.overview()), ("auscult-prepare.1", manual.page(for: Prepare.specification)),
    ] {
      #expect(try text == Snapshot().recorded(name, for: text))
    }
  }

  @Test(.enabled(if: Tool.path("man") != nil)) func manHasNoWarnings() throws {
    let manual = ManualPage(Sample.program)
    let folder = try TemporaryFolder()
    for text in [manual.overview()] + Sample.program.specifications.map(manual.page) {
      let file = folder.file("page.1")
      try Data(text.utf8).write(to: file)
      #expect(try Tool.run("man", "--warnings", "-l", file.path).errors.isEmpty)
    }
  }

  @Test(arguments: Completions.Shell.allCases) func completionsReadAsRecorded(shell: Completions.Shell) throws {
    let text = Completions(Sample.program).script(for: shell)
    #expect(try text == Snapshot().recorded("completions.\(shell.rawValue)", for: text))
  }

  @Test(arguments: Completions.Shell.allCases) func theShellAcceptsItsCompletions(shell: Completions.Shell) throws {
    guard Tool.path(shell.rawValue) != nil else { return }
    let folder = try TemporaryFolder()
    let file = folder.file("script")
    try Data(Completions(Sample.program).script(for: shell).utf8).write(to: file)
    let result = try Tool.run(shell.rawValue, "-n", file.path)
    #expect(result.errors.isEmpty && result.status == 0)
  }

  @Test(
    .enabled(if: Tool.path("bash") != nil),
    arguments: [
      (["pre"], "prepare"), (["prepare", "--form"], "--format"), (["prepare", "--format", "f"], "flac"),
      (["prepare", "--format", "=", "w"], "wav"), (["prepare", "x", "-"], "--output --recipe"),
      (["completions", "z"], "zsh"),
      ([""], "inspect prepare"),
    ]) func bashCompletes(words: [String], expected: String) throws
  {
    let folder = try TemporaryFolder()
    let file = folder.file("script")
    let line = (["auscult"] + words).map { "'\($0)'" }.joined(separator: " ")
    let script =
      Completions(Sample.program).script(for: .bash)
      + "compopt() { :; }; COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); _auscult; echo \"${COMPREPLY[*]}\""
    try Data(script.utf8).write(to: file)
    let result = try Tool.run("bash", "--norc", file.path)
    #expect(result.errors.isEmpty)
    #expect(result.output.hasPrefix(expected), "\(result.output)")
  }

  @Test(
    .enabled(if: Tool.path("fish") != nil),
    arguments: [
      ("auscult pre", "prepare\tMake a data set from recordings\n"),
      ("auscult prepare --form", "--format\thow audio is written\n"),
      ("auscult prepare --format f", "flac\thow audio is written\n"), ("auscult completions z", "zsh\n"),
    ]) func fishCompletes(line: String, expected: String) throws
  {
    let folder = try TemporaryFolder()
    let file = folder.file("script")
    try Data((Completions(Sample.program).script(for: .fish) + "complete -C '\(line)'\n").utf8).write(to: file)
    #expect(try Tool.run("fish", "--no-config", file.path).output == expected)
  }
}

/// Programs that check what we generate, where they are installed.
enum Tool {
  static func path(_ name: String) -> String? {
    ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  static func run(_ name: String, _ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path(name)))
    process.arguments = arguments
    process.environment = ["MANPAGER": "cat", "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"]
    let folder = try TemporaryFolder()
    let files = ["out", "err"].map(folder.file)
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { try String(contentsOf: $0, encoding: .utf8) }
    return (process.terminationStatus, texts[0], texts[1])
  }
}
