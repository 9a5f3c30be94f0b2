import Core
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CommandLineKit

@Suite struct ProgramRunnerTests {
  @Test func resultsAndMessagesAreApart() {
    let result = Sample.run("inspect", "a.wav", "b.wav")
    #expect(result.status == .finishedWithRejections)
    #expect(result.output == "a.wav\nb.wav\n")
    #expect(result.messages == "looking\nwarning: nothing was read\n")
  }

  @Test func commonOptionsMayStandBeforeTheCommand() {
    let result = Sample.run("--quiet", "--json", "inspect", "a.wav")
    #expect(result.output == "{\"file\":\"a.wav\"}\n")
    #expect(result.messages == "{\"message\":\"nothing was read\",\"severity\":\"warning\"}\n")
  }

  @Test(arguments: [["--help"], ["-h"], ["help"], ["--quiet", "--help"]]) func theOverviewIsShown(words: [String]) {
    let output = TextCollector()
    #expect(ProgramRunner(Sample.program, output: output, messages: TextCollector()).run(words) == .done)
    #expect(output.text == HelpText(Sample.program, columns: 80).overview())
  }

  @Test(arguments: [
    ["prepare", "--help"], ["help", "prepare"], ["--help", "prepare"], ["prepare", "x", "-h", "--step", "bad"],
  ])
  func theHelpOfACommandIsShown(words: [String]) {
    let output = TextCollector()
    #expect(ProgramRunner(Sample.program, output: output, messages: TextCollector()).run(words) == .done)
    #expect(output.text == HelpText(Sample.program, columns: 80).page(for: Prepare.specification))
  }

  @Test func theVersionIsShown() {
    #expect(Sample.run("--version").output == "auscult 0.9.0\n")
    #expect(Sample.run("prepare", "--version").output == "auscult 0.9.0\n")
  }

  @Test func documentsAreWritten() {
    #expect(Sample.run("man").output == ManualPage(Sample.program).overview())
    #expect(Sample.run("man", "prepare").output == ManualPage(Sample.program).page(for: Prepare.specification))
    #expect(Sample.run("completions", "fish").output == Completions(Sample.program).script(for: .fish))
  }

  @Test(
    arguments: [
      ([], "auscult: error: a command is missing. 'auscult --help' lists the commands.\n"),
      ([""], "auscult: error: unknown command ''. 'auscult --help' lists the commands.\n"),
      (
        ["preprae"],
        "auscult: error: unknown command 'preprae'. Did you mean 'prepare'? 'auscult --help' lists the commands.\n"
      ),
      (
        ["help", "inspct"],
        "auscult: error: unknown command 'inspct'. Did you mean 'inspect'? 'auscult --help' lists the commands.\n"
      ),
      (
        ["--quite", "inspect", "x"],
        "auscult: error: unknown option '--quite'. Did you mean '--quiet'? Options of a command stand after its name.\n"
      ),
      (
        ["prepare", "--hlep"],
        "auscult: error: unknown option '--hlep'. Did you mean '--help'? 'auscult prepare --help' shows how it is used.\n"
      ),
      (
        ["completions", "fsh"],
        "auscult: error: 'SHELL' takes one of bash, zsh, fish, not 'fsh'. Did you mean 'fish'? 'auscult completions --help' shows how it is used.\n"
      ),
    ] as [([String], String)]) func usageErrorsNameTheRemedy(words: [String], message: String)
  {
    let messages = TextCollector()
    #expect(ProgramRunner(Sample.program, output: TextCollector(), messages: messages).run(words) == .usage)
    #expect(messages.text == message)
  }

  @Test func failuresKeepTheirStatusAndTheResultsSoFar() {
    let result = Sample.run("fail", "reported")
    #expect(result.status == .noInput)
    #expect(result.output == "half a result\n")
    #expect(result.messages == "auscult: error: a/b.wav: does not exist. Check the path.\n")
    #expect(Sample.run("fail", "foreign").status == .inputOutput)
    #expect(Sample.run("fail", "foreign").messages == "auscult: error: something foreign\n")
  }

  @Test func failuresAreObjectsWithJSON() {
    #expect(
      Sample.run("fail", "reported", "--json").messages
        == "{\"exitStatus\":66,\"message\":\"does not exist. Check the path.\",\"severity\":\"error\",\"subject\":\"a/b.wav\"}\n"
    )
    #expect(Sample.run("nonsense", "--json").messages.hasPrefix("{\"exitStatus\":64,"))
  }
}

@Suite struct ConsoleTests {
  /// A sink that fails from the start.
  struct Broken: TextSink {
    let code: CommandLineErrorCode
    let isTerminal = false
    let columns: Int? = nil
    func write(_ text: String) throws(CommandLineError) { throw CommandLineError(code, "broken") }
  }

  /// A file may be named so that its name would clear the screen or colour what follows.
  @Test func namesDoNotSpeakToTheTerminal() throws {
    let (terminal, file, messages) = (TextCollector(isTerminal: true), TextCollector(), TextCollector(isTerminal: true))
    let hostile = "a\u{1B}[2J\u{7}\u{9B}\tä\r.wav"
    let console = Console(output: terminal, messages: messages)
    console.print(hostile)
    console.warn("\(hostile) is odd")
    console.showLive(hostile)
    #expect(terminal.text == "a\\u{1B}[2J\\u{7}\\u{9B}\tä\\u{D}.wav\n")
    let line = "a\\u{1B}[2J\\u{7}\\u{9B}\tä\\u{D}.wav"
    #expect(messages.text == "warning: \(line) is odd\n\r\(line)\u{1B}[K")
    let plain = Console(output: file, messages: messages)
    plain.print(hostile)
    try plain.finish()
    #expect(file.text == hostile + "\n")
  }

  @Test func aReaderThatHasGoneIsNoError() {
    let messages = TextCollector()
    #expect(ProgramRunner(Sample.program, output: Broken(code: .closed), messages: messages).run(["--help"]) == .done)
    #expect(messages.text.isEmpty)
  }

  @Test func aFullDiskIsAnError() {
    let messages = TextCollector()
    #expect(
      ProgramRunner(Sample.program, output: Broken(code: .output), messages: messages).run(["--help"]) == .inputOutput)
    #expect(messages.text == "auscult: error: broken\n")
  }

  @Test func aClosedPipeIsNoticed() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let stream = StandardStream(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    var code: CommandLineErrorCode?
    do { try stream.write("x") } catch { code = error.code }
    #expect(code == .closed)
    let console = Console(output: stream, messages: TextCollector())
    console.print(String(repeating: "x", count: 1 << 17))
    #expect(!console.isOutputOpen)
    #expect(throws: Never.self) { try console.finish() }
  }

  @Test func fullDevicesAreNoticed() throws {
    let handle = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let console = Console(output: StandardStream(descriptor: handle.fileDescriptor), messages: TextCollector())
    console.print("x")
    #expect(throws: CommandLineError.self) { try console.finish() }
  }

  @Test func numbersThatJSONLacksBecomeText() throws {
    let output = TextCollector()
    let console = Console(output: output, messages: TextCollector())
    try console.printJSON(["b": Double.nan, "a": 1.5])
    try console.finish()
    #expect(output.text == "{\"a\":1.5,\"b\":\"NaN\"}\n")
  }
}

@Suite struct ProgressBarTests {
  /// A clock that a test moves.
  final class Clock: Sendable {
    private let time = Mutex(0.0)
    var now: Seconds { time.withLock { $0 } }
    func pass(_ seconds: Seconds) { time.withLock { $0 += seconds } }
  }

  private func bar(
    _ messages: TextCollector, quiet: Bool = false, json: Bool = false, total: Int? = 100, _ clock: Clock
  ) -> ProgressBar {
    let console = Console(output: TextCollector(), messages: messages, isQuiet: quiet, isJSON: json)
    return ProgressBar("Training", total: total, unit: "batches", console: console) { clock.now }
  }

  @Test func aTerminalSeesALiveLineTenTimesASecond() {
    let (messages, clock) = (TextCollector(isTerminal: true, columns: 100), Clock())
    let bar = bar(messages, clock)
    for step in 1...50 {
      clock.pass(0.02)
      bar.advance(suffix: "loss 0.\(100 - step)")
    }
    let draws = messages.text.split(separator: "\r")
    // Ten, unless rounding puts every draw one step later.
    #expect(8...10 ~= draws.count)
    let last = String(draws.last ?? "")
    #expect(last.hasPrefix("Training  [#####") && last.contains("-]  ") && last.hasSuffix("\u{1B}[K"))
    #expect(last.contains("/100 batches  50.0/s  0:01 left  loss 0."))
    bar.finish()
    #expect(messages.text.hasSuffix("\r\u{1B}[KTraining: 50 batches in 0:01, 50.0/s, loss 0.50\n"))
    clock.pass(1)
    let before = messages.text
    bar.advance()
    #expect(messages.text == before)
  }

  @Test(arguments: [10, 40, 60, 79, 200]) func theLiveLineFitsTheTerminal(columns: Int) {
    let (messages, clock) = (TextCollector(isTerminal: true, columns: columns), Clock())
    let bar = bar(messages, clock)
    clock.pass(1)
    bar.advance(suffix: "loss 0.5")
    let line = messages.text.replacing("\r", with: "").replacing("\u{1B}[K", with: "")
    #expect(line.count < columns && line.hasPrefix("Training".prefix(columns - 1)))
  }

  @Test func messagesDoNotMixWithTheLiveLine() {
    let (messages, clock) = (TextCollector(isTerminal: true, columns: 60), Clock())
    let console = Console(output: TextCollector(), messages: messages)
    let bar = ProgressBar("Training", total: nil, unit: "batches", console: console) { clock.now }
    clock.pass(1)
    bar.advance()
    console.warn("careful")
    #expect(
      messages.text == "\rTraining  1 batches  1.00/s\u{1B}[K\r\u{1B}[Kwarning: careful\nTraining  1 batches  1.00/s")
    bar.finish()
  }

  @Test func aBarLeftBehindByAnErrorIsErased() {
    let (messages, clock) = (TextCollector(isTerminal: true, columns: 60), Clock())
    do {
      let bar = bar(messages, clock)
      clock.pass(1)
      bar.advance()
    }
    #expect(messages.text.hasSuffix("\r\u{1B}[K"))
  }

  @Test func aFileGetsALineNowAndThen() {
    let (messages, clock) = (TextCollector(), Clock())
    let bar = bar(messages, clock)
    for _ in 0..<25 {
      clock.pass(1)
      bar.advance()
    }
    bar.finish()
    #expect(
      messages.text == """
        Training  5 %  5/100 batches  1.00/s  1:35 left
        Training  10 %  10/100 batches  1.00/s  1:30 left
        Training  15 %  15/100 batches  1.00/s  1:25 left
        Training  20 %  20/100 batches  1.00/s  1:20 left
        Training  25 %  25/100 batches  1.00/s  1:15 left
        Training: 25 batches in 0:25, 1.00/s

        """)
  }

  @Test func aBatchTellsSoundAndFailures() {
    let (messages, clock) = (TextCollector(), Clock())
    let bar = bar(messages, clock)
    for item in [
      FinishedItem("a", .unchanged), FinishedItem("b", .unchanged), FinishedItem("c", .done, audio: 3600),
      FinishedItem("d", .done, audio: 1800), FinishedItem("e", .rejected),
    ] { bar.advance(item) }
    clock.pass(6)
    bar.advance(FinishedItem("f", .rejected))
    clock.pass(6)
    bar.finish()
    // Four items cost work in six seconds; the 94 left are thought to cost as much each.
    #expect(
      messages.text == """
        Training  6 %  6/100 batches  0.67/s  0.25 audio-hours/s  2:21 left  2 up to date  2 rejected
        Training: 6 batches in 0:12, 0.33/s, 0.12 audio-hours/s, 2 up to date, 2 rejected

        """)
  }

  @Test(arguments: [(true, false), (false, true)]) func quietAndJSONShowNoProgress(quiet: Bool, json: Bool) {
    let (messages, clock) = (TextCollector(), Clock())
    let bar = bar(messages, quiet: quiet, json: json, clock)
    clock.pass(100)
    bar.advance(by: 100)
    bar.finish()
    #expect(messages.text.isEmpty)
  }

  @Test func manyThreadsMayAdvance() {
    let (messages, clock) = (TextCollector(), Clock())
    let bar = bar(messages, total: 1000, clock)
    _ = parallelMap(Array(0..<1000), workers: 4) { _ in bar.advance() }
    bar.finish()
    #expect(messages.text.contains("Training: 1000 batches"))
  }

  @Test(arguments: [
    (0.4, "0:00"), (59.6, "1:00"), (3599.0, "59:59"), (3661.0, "1:01:01"), (1e300, "days"), (.nan, "days"),
  ])
  func times(seconds: Double, text: String) { #expect(ProgressBar.clock(seconds) == text) }
}
