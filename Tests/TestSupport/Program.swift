public import Foundation

/// Runs the real executables, as a user's shell would.
public enum Program {
  /// What a run left behind.
  public struct Result: Sendable {
    /// The exit status.
    public var status: Int32
    /// Everything on standard output.
    public var output: String
    /// Everything on standard error.
    public var messages: String
  }

  /// The folder that the build put executables in: the one this test bundle lies in.
  private static let products: URL = {
    let arguments = ProcessInfo.processInfo.arguments
    let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
    return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
  }()

  /// No run of a test lasts longer, in seconds; what hangs is killed, so that its test fails and says so.
  private static let limit = 900.0

  /// Runs `name` with `arguments` and waits.
  public static func run(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try start(name, arguments, environment: environment) { $0.waitUntilExit() }
  }

  /// Runs `name` as ``run(_:_:environment:)`` does and watches how much memory it takes.
  /// - Returns: the greatest resident set that the kernel noted, in bytes; 0 where it notes none.
  public static func runWatchingMemory(_ name: String, _ arguments: [String]) throws -> (
    result: Result, peakMemory: Int
  ) {
    var peak = 0
    let result = try start(name, arguments, environment: [:]) { process in
      // The kernel keeps the high-water mark, so that little is missed between looks.
      while process.isRunning {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        peak = max(peak, (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10)
        usleep(5000)
      }
    }
    return (result, peak)
  }

  /// Starts `name` without waiting; what it writes is lost.
  public static func launch(_ name: String, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = products.appendingPathComponent(name)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try runHearingSignals(process)
    return process
  }

  /// Runs a line of shell, which finds the program `name` as `$0` and `arguments` as `$1` and on.
  public static func run(
    shell line: String, _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Result {
    let words = ["-c", line, products.appendingPathComponent(name).path] + arguments
    return try start(URL(fileURLWithPath: "/bin/sh"), words, environment: environment) { $0.waitUntilExit() }
  }

  private static func start(
    _ name: String, _ arguments: [String], environment: [String: String], wait: (Process) -> Void
  ) throws -> Result {
    try start(products.appendingPathComponent(name), arguments, environment: environment, wait: wait)
  }

  private static func start(
    _ program: URL, _ arguments: [String], environment: [String: String], wait: (Process) -> Void
  ) throws -> Result {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let folder = try TemporaryFolder()
    let (output, messages) = (folder.file("stdout"), folder.file("stderr"))
    for url in [output, messages] { try Data().write(to: url) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: messages)
    try runHearingSignals(process)
    let watch = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: watch)
    wait(process)
    watch.cancel()
    return Result(
      status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      messages: String(decoding: try Data(contentsOf: messages), as: UTF8.self))
  }

  /// Starts a process that no signal is kept from: a child inherits what its parent's thread blocks, and those that tests run on
  /// block nearly all of them, so that daemons of a test would not hear that they shall end.
  private static func runHearingSignals(_ process: Process) throws {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }
}

/// All files below a folder with their bytes, by relative path: what "the same tree" means.
///
/// The hidden folder `.auscult` is no part of a result.
public func tree(_ folder: URL) throws -> [String: Data] {
  var files: [String: Data] = [:]
  for path in FileManager.default.subpaths(atPath: folder.path) ?? [] where !path.hasPrefix(".auscult") {
    let url = folder.appendingPathComponent(path)
    if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
      files[path] = try Data(contentsOf: url)
    }
  }
  return files
}
