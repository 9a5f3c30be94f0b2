import Core
import Foundation
import Manifest
import MediaIO
import TestSupport
import Testing

/// What a run leaves when it is killed, repeated, changed, divided, hindered: on the real executable.
@Suite(.serialized) struct RunningTests {
  /// Twelve short recordings of six patients in two classes, small enough to be prepared fifty times.
  private static let collection = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder()
    var rows: [[String]] = []
    for index in 0..<12 {
      let pitch = Float(40 + 7 * index)
      let samples = (0..<9000).map { i in 0.4 * sin(2 * .pi * pitch * Float(i) / 2000) * exp(-Float(i % 1600) / 400) }
      let name = "r\(index).wav"
      try WaveFile.write(AudioBuffer(samples: samples, sampleRate: 2000), to: folder.file("c/\(name)"))
      rows.append([name, index < 6 ? "N" : "MR", "p\(index / 2)"])
    }
    let table = CSVTable(header: ["file_name", "label", "patient"], rows: rows)
    try AtomicFile.write(table.text, to: folder.file("c/labels.csv"))
    return folder
  }

  private static let whole = Result { () throws -> [String: Data] in
    let folder = try TemporaryFolder()
    let run = try Program.run("auscult", try arguments(folder.file("o")))
    #expect(run.status == 0, "\(run.messages)")
    return try tree(folder.file("o"))
  }

  private static func arguments(_ output: URL, _ more: [String] = []) throws -> [String] {
    ["prepare", try collection.get().file("c").path, "-o", output.path, "--quiet"] + more
  }

  private func prepare(_ output: URL, _ more: [String] = [], environment: [String: String] = [:]) throws
    -> Program.Result
  {
    try Program.run("auscult", try Self.arguments(output, more), environment: environment)
  }

  /// A copy of the collection that a test may change.
  private func copy(to folder: TemporaryFolder) throws -> URL {
    let url = folder.file("copy")
    try FileManager.default.copyItem(at: try Self.collection.get().file("c"), to: url)
    return url
  }

  private func inodes(_ folder: URL) throws -> [String: String] {
    try tree(folder).keys.reduce(into: [:]) { $0[$1] = FileStatus(folder.appendingPathComponent($1).path)?.fingerprint }
  }

  /// Waits until a file holds a text, a few seconds at most.
  private func wait(for text: String, in file: URL) {
    for _ in 0..<5000 {
      if (try? String(contentsOf: file, encoding: .utf8))?.contains(text) ?? false { return }
      usleep(1000)
    }
  }

  // MARK: Killed

  @Test func fiftyKillsLeaveTheSameTree() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    var generator = SeededGenerator(seed: 1)
    for kill in 0..<50 {
      let process = try Program.launch("auscult", try Self.arguments(output, ["--workers", "2"]))
      usleep(UInt32(20_000 + generator.integer(below: 180_000)))
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      // At no moment is half a file to be seen.
      if kill % 10 == 0 {
        for (path, data) in try tree(output) where path.hasSuffix(".wav") && !path.contains("/.") {
          #expect(try Self.whole.get()[path] == data, "\(path)")
        }
      }
    }
    let run = try prepare(output)
    #expect(run.status == 0, "\(run.messages)")
    #expect(try tree(output) == Self.whole.get())
  }

  @Test func anInterruptEndsCleanlyAndTheRunGoesOn() throws {
    let folder = try TemporaryFolder()
    for number in [SIGINT, SIGTERM] {
      let output = folder.file("o\(number)")
      let process = try Program.launch("auscult", try Self.arguments(output, ["--workers", "1"]))
      let log = output.appendingPathComponent(".auscult/work-00000-of-00001")
      wait(for: "\nD\t", in: log)
      Foundation.kill(process.processIdentifier, number)
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let text = try String(contentsOf: log, encoding: .utf8)
      #expect(text.contains("\nD\t") && !FileManager.default.fileExists(atPath: output.path + "/dataset.json"))
      #expect(try tree(output).keys.allSatisfy { !$0.hasSuffix(".partial") })
      let run = try prepare(output)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try tree(output) == Self.whole.get())
    }
  }

  @Test func aFileThatCrashesTheProgramAgainAndAgainIsLeftOut() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    #expect(try prepare(output).status == 0)
    let manifest = try ManifestFile(contentsOf: output.appendingPathComponent("manifest.csv")).rows
    let row = manifest[0]
    let log = output.appendingPathComponent(".auscult/work-00000-of-00001")
    let whole = try String(contentsOf: log, encoding: .utf8)
    let id = "\"\(row.parentID)\""
    let files = manifest.filter { $0.parentID == row.parentID }.flatMap { [$0.fileName, $0.spectrogram] }
      .map { "F\t\(id)\t\"\($0)\"\n" }.joined()
    let crashed = "S\nB\t\(id)\n\(files)X\n"
    let others = whole.split(separator: "\n").filter { !$0.contains("D\t\"\(row.parentID)\"") }.joined(separator: "\n")
    // Once is no reason; a real crash is noted by the program itself.
    try AtomicFile.write(others + "\n" + crashed, to: log)
    try FileManager.default.removeItem(at: output.appendingPathComponent(".auscult/finished"))
    let again = try prepare(output)
    #expect(again.status == 0, "\(again.messages)")
    #expect(try tree(output) == Self.whole.get())
    try AtomicFile.write(others + "\n" + crashed + crashed, to: log)
    try FileManager.default.removeItem(at: output.appendingPathComponent(".auscult/finished"))
    #expect(try prepare(output).status == 1)
    let rejected = try Rejection.read(output.appendingPathComponent("rejected.csv"))
    #expect(rejected.map(\.reason) == ["quarantined"] && rejected[0].sourceFile == row.sourceFile)
    #expect(!FileManager.default.fileExists(atPath: output.appendingPathComponent(row.fileName).path))
  }

  @Test func aCrashIsNoted() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    let process = try Program.launch("auscult", try Self.arguments(output, ["--workers", "1"]))
    let log = output.appendingPathComponent(".auscult/work-00000-of-00001")
    wait(for: "B\t", in: log)
    Foundation.kill(process.processIdentifier, SIGSEGV)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(try String(contentsOf: log, encoding: .utf8).hasSuffix("X\n"))
    #expect(try prepare(output).status == 0)
    #expect(try tree(output) == Self.whole.get())
  }

  // MARK: Repeated and changed

  @Test func aSecondRunTouchesNothing() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    #expect(try prepare(output).status == 0)
    let before = try inodes(output)
    let run = try Program.run("auscult", try Self.arguments(output).filter { $0 != "--quiet" })
    #expect(run.status == 0 && run.output.contains("Nothing to do"), "\(run.output)")
    #expect(try inodes(output) == before)
    // Without the hidden folder everything is done again, with the same result.
    try FileManager.default.removeItem(at: output.appendingPathComponent(".auscult"))
    #expect(try prepare(output).status == 0)
    #expect(try inodes(output) != before)
    #expect(try tree(output) == Self.whole.get())
  }

  @Test func onlyWhatDependsOnAChangeIsDoneAgain() throws {
    let folder = try TemporaryFolder()
    let (input, output) = (try copy(to: folder), folder.file("o"))
    func run(_ more: [String] = []) throws -> [String: String] {
      let run = try Program.run("auscult", ["prepare", input.path, "-o", output.path, "--quiet"] + more)
      #expect(run.status == 0, "\(run.messages)")
      return try inodes(output).filter { $0.key.contains("/") }
    }
    let first = try run()
    try AtomicFile.write("mine", to: output.appendingPathComponent("clips/train/notes.txt"))
    // Another seed gives another split: files are moved, which keeps inode and time of change of the content.
    let moved = try run(["--seed", "5"]).filter { !$0.key.hasSuffix("notes.txt") }
    func name(_ path: String) -> String { (path as NSString).lastPathComponent }
    func contents(_ all: [String: String]) -> Set<String> {
      Set(all.map { name($0.key) + $0.value.split(separator: ":").prefix(3).joined(separator: ":") })
    }
    #expect(Set(moved.keys) != Set(first.keys) && contents(moved) == contents(first))
    let back = try run()
    #expect(Set(back.keys) == Set(first.keys).union(["clips/train/notes.txt"]))
    // A file goes, one changes, one comes: nothing else is written.
    try FileManager.default.removeItem(at: input.appendingPathComponent("r0.wav"))
    let other = (0..<9000).map { 0.3 * sin(Float($0) * 0.2) }
    try WaveFile.write(AudioBuffer(samples: other, sampleRate: 2000), to: input.appendingPathComponent("r1.wav"))
    try WaveFile.write(
      AudioBuffer(samples: other.reversed(), sampleRate: 2000), to: input.appendingPathComponent("x.wav"))
    let table = try CSVTable(contentsOf: input.appendingPathComponent("labels.csv"))
    let rows = table.rows.filter { $0[0] != "r0.wav" } + [["x.wav", "MR", "p5"]]
    try AtomicFile.write(
      CSVTable(header: table.header, rows: rows).text, to: input.appendingPathComponent("labels.csv"))
    let after = try run()
    #expect(after.keys.allSatisfy { !name($0).hasPrefix("r0-") } && after.keys.contains { name($0).hasPrefix("x-") })
    for (path, state) in after where ["r2-", "r7-"].contains(where: { name(path).hasPrefix($0) }) {
      #expect(back.values.contains { $0.split(separator: ":").prefix(3) == state.split(separator: ":").prefix(3) })
    }
    #expect(try tree(output)["clips/train/notes.txt"] == Data("mine".utf8))
    // The same as if it had been prepared so from the beginning.
    let fresh = folder.file("fresh")
    #expect(try Program.run("auscult", ["prepare", input.path, "-o", fresh.path, "--quiet"]).status == 0)
    #expect(try tree(output).filter { $0.key != "clips/train/notes.txt" } == tree(fresh))
    // A deleted output comes back.
    let clip = try #require(after.keys.first { $0.hasSuffix(".wav") })
    try FileManager.default.removeItem(at: output.appendingPathComponent(clip))
    _ = try run()
    #expect(try tree(output)[clip] == tree(fresh)[clip])
  }

  @Test func aBatchIsIncrementalToo() throws {
    let folder = try TemporaryFolder()
    let input = try copy(to: folder)
    func run(_ command: [String], _ output: URL) throws -> Program.Result {
      try Program.run("auscult", [command[0], input.path, "-o", output.path] + command.dropFirst())
    }
    for command in [
      ["convert", "--rate", "1000,500"], ["features", "--kind", "mfcc", "--format", "npz"],
      ["spectrogram", "--contact-sheet"], ["align"],
    ] {
      let (output, fresh) = (folder.file("o-\(command[0])"), folder.file("f-\(command[0])"))
      #expect(try run(command, output).status == 0, "\(command)")
      let before = try inodes(output)
      let second = try run(command, output)
      #expect(second.status == 0 && second.output.contains("Nothing to do"), "\(command): \(second.output)")
      #expect(try inodes(output) == before)
      try FileManager.default.moveItem(
        at: input.appendingPathComponent("r3.wav"), to: input.appendingPathComponent("r3b.wav"))
      #expect(try run(command, output).status == 0)
      #expect(try run(command, fresh).status == 0)
      #expect(try tree(output) == tree(fresh), "\(command)")
      try FileManager.default.moveItem(
        at: input.appendingPathComponent("r3b.wav"), to: input.appendingPathComponent("r3.wav"))
    }
    // Names pass from one file to another, and none is lost.
    let swapped = folder.file("o-convert-names")
    for name in ["q.wav", "q.x.wav"] {
      try FileManager.default.copyItem(
        at: input.appendingPathComponent(name == "q.wav" ? "r1.wav" : "r2.wav"), to: input.appendingPathComponent(name))
    }
    #expect(try run(["convert"], swapped).status == 0)
    try FileManager.default.moveItem(at: input.appendingPathComponent("q.wav"), to: input.appendingPathComponent("q"))
    try FileManager.default.moveItem(
      at: input.appendingPathComponent("q.x.wav"), to: input.appendingPathComponent("q.wav"))
    try FileManager.default.moveItem(at: input.appendingPathComponent("q"), to: input.appendingPathComponent("q.x.wav"))
    #expect(try run(["convert"], swapped).status == 0)
    #expect(try run(["convert"], folder.file("fresh-names")).status == 0)
    #expect(try tree(swapped) == tree(folder.file("fresh-names")))
    // A file of somebody else's is never written over, though it lies in our folder.
    let convert = folder.file("o-convert")
    try AtomicFile.write("mine", to: convert.appendingPathComponent("500/new.wav"))
    try FileManager.default.copyItem(
      at: input.appendingPathComponent("r3.wav"), to: input.appendingPathComponent("new.wav"))
    let refused = try run(["convert", "--rate", "1000,500"], convert)
    #expect(refused.status == 73 && refused.messages.contains("none of ours"), "\(refused.messages)")
    #expect(try tree(convert)["500/new.wav"] == Data("mine".utf8))
  }

  // MARK: The same everywhere

  @Test func shardsWorkersOrderAndSurroundingsChangeNothing() throws {
    let folder = try TemporaryFolder()
    let expected = try Self.whole.get()
    for count in [1, 8] {
      let output = folder.file("s\(count)")
      for index in (0..<count).reversed() {
        let environment =
          count == 8
          ? [
            "SLURM_ARRAY_TASK_ID": "\(index + 3)", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_COUNT": "8",
          ] : [:]
        let run = try prepare(output, count == 8 ? [] : ["--shard", "0/1"], environment: environment)
        #expect(run.status == 0, "\(run.messages)")
      }
      if count == 8 {
        #expect(!FileManager.default.fileExists(atPath: output.appendingPathComponent("dataset.json").path))
        #expect(try Program.run("auscult", ["merge", output.path, "--quiet"]).status == 0)
        #expect(try Program.run("auscult", ["merge", output.path]).output.contains("Nothing to do"))
      }
      #expect(try tree(output) == expected)
    }
    // Planned once, for shards that then do not look at the lists.
    let planned = folder.file("planned")
    #expect(try prepare(planned, ["--plan"]).status == 0)
    for index in 0..<2 { #expect(try prepare(planned, ["--shard", "\(index)/2"]).status == 0) }
    #expect(try Program.run("auscult", ["merge", planned.path, "--quiet"]).status == 0)
    #expect(try tree(planned) == expected)
    // Files made in another order, by another user, elsewhere in the world.
    let shuffled = folder.file("shuffled")
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.collection.get().file("c").path).shuffled() {
      try AtomicFile.makeFolder(shuffled)
      try FileManager.default.copyItem(
        at: Self.collection.get().file("c").appendingPathComponent(name), to: shuffled.appendingPathComponent(name))
    }
    let output = folder.file("elsewhere")
    let command = "umask 077; exec \"$0\" \"$@\""
    let run = try Program.run(
      shell: command, "auscult", ["prepare", shuffled.path, "-o", output.path, "--quiet", "--workers", "8"],
      environment: ["LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(try tree(output) == expected)
    for path in FileManager.default.subpaths(atPath: output.path) ?? [] where !path.hasPrefix(".auscult") {
      let attributes = try FileManager.default.attributesOfItem(atPath: output.appendingPathComponent(path).path)
      let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
      #expect((attributes[.posixPermissions] as? Int) == (isFolder ? 0o755 : 0o644), "\(path)")
    }
  }

  @Test func aShardThatIsMissingIsNamed() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    #expect(try Program.run("auscult", ["merge", output.path]).status != 0)
    for index in [0, 2] { #expect(try prepare(output, ["--shard", "\(index)/3"]).status == 0) }
    let merge = try Program.run("auscult", ["merge", output.path])
    #expect(merge.status == 65 && merge.messages.contains("run shard 1/3 again"), "\(merge.messages)")
    #expect(!FileManager.default.fileExists(atPath: output.appendingPathComponent("manifest.csv").path))
    #expect(try prepare(output, ["--shard", "3/3"]).status == 64)
    #expect(try prepare(output, ["--shard", "1/3"]).status == 0)
    #expect(try Program.run("auscult", ["merge", output.path, "--quiet"]).status == 0)
    #expect(try tree(output) == Self.whole.get())
  }

  /// What a plan names is accounted for, whatever has happened to it since.
  @Test func aPlanThatIsDamagedAndAFileThatIsGoneAreSaid() throws {
    let folder = try TemporaryFolder()
    let (input, output) = (try copy(to: folder), folder.file("o"))
    func run(_ more: [String]) throws -> Program.Result {
      try Program.run("auscult", ["prepare", input.path, "-o", output.path, "--quiet"] + more)
    }
    #expect(try run(["--plan"]).status == 0)
    try FileManager.default.removeItem(at: input.appendingPathComponent("r3.wav"))
    func shards() throws -> [Program.Result] { try (0..<2).map { try run(["--shard", "\($0)/2"]) } }
    #expect(try shards().map(\.status).sorted() == [0, 1])
    #expect(try Program.run("auscult", ["merge", output.path, "--quiet"]).status == 1)
    let rejected = try Rejection.read(output.appendingPathComponent("rejected.csv"))
    #expect(rejected.map(\.sourceFile) == ["r3.wav"] && rejected[0].detail.contains("No such file"))

    #expect(try run(["--plan"]).status == 0)
    let plan = output.appendingPathComponent(".auscult/plan")
    let text = try String(contentsOf: plan, encoding: .utf8)
    #expect(text.contains("\ttrain\t"))
    try AtomicFile.write(text.replacingOccurrences(of: "\ttrain\t", with: "\tsomewhere\t"), to: plan)
    let damaged = try shards().filter { $0.status == 65 && $0.messages.contains("plan: is damaged") }
    #expect(!damaged.isEmpty)
  }

  // MARK: Hindered

  /// Records of another recipe or seed are not taken for those that are wanted, whoever made them last.
  @Test func shardsAfterAMergeGiveWhatTheyWereAskedFor() throws {
    let folder = try TemporaryFolder()
    let (output, fresh) = (folder.file("o"), folder.file("fresh"))
    try AtomicFile.write(#"{"spectrogram": {"color_map": "viridis"}}"#, to: folder.file("r.json"))
    let options = ["--recipe", folder.file("r.json").path, "--seed", "5"]
    let first = try prepare(fresh, options)
    #expect(first.status == 0, "\(first.messages)")
    #expect(try prepare(output).status == 0)
    for index in 0..<2 {
      #expect(try prepare(output, ["--shard", "\(index)/2"] + options).status == 0)
      if index == 0 {
        let early = try Program.run("auscult", ["merge", output.path])
        #expect(early.status == 65 && early.messages.contains("not finished"), "\(early.messages)")
      }
    }
    #expect(try Program.run("auscult", ["merge", output.path, "--quiet"]).status == 0)
    #expect(try tree(output) == tree(fresh))
    #expect(try Program.run("auscult", ["verify", output.path, "--quiet"]).status == 0)
  }

  /// The hidden folder may be deleted, and a run after that be killed: nothing is taken for a stranger's.
  @Test func nothingIsRefusedForEver() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    #expect(try prepare(output).status == 0)
    try FileManager.default.removeItem(at: output.appendingPathComponent(".auscult"))
    let process = try Program.launch("auscult", try Self.arguments(output, ["--workers", "1"]))
    wait(for: "B\t", in: output.appendingPathComponent(".auscult/work-00000-of-00001"))
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try prepare(output).status == 0)
    #expect(try tree(output) == Self.whole.get())
    // A log that lost its end in a power cut, and one whose line was torn by a full disk.
    let log = output.appendingPathComponent(".auscult/work-00000-of-00001")
    let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
    for text in [
      lines.dropLast(3).joined(separator: "\n"), lines.joined(separator: "\n").dropLast(40) + "D\t\"x\"\t-\t{}",
    ] {
      try AtomicFile.write(text + "\n", to: log)
      try FileManager.default.removeItem(at: output.appendingPathComponent(".auscult/finished"))
      let run = try prepare(output)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try tree(output) == Self.whole.get())
    }
  }

  /// What somebody put among our files without our log, and named in our list, is still theirs.
  @Test func filesOfOthersAreNotRemoved() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    #expect(try prepare(output).status == 0)
    let url = output.appendingPathComponent("manifest.csv")
    var rows = try ManifestFile(contentsOf: url).rows
    rows[0].fileName = "clips/train/mine.wav"
    try AtomicFile.write(ManifestFile(rows: rows).text, to: url)
    try AtomicFile.write("mine", to: output.appendingPathComponent("clips/train/mine.wav"))
    try FileManager.default.removeItem(at: output.appendingPathComponent(".auscult"))
    #expect(try prepare(output).status == 0)
    #expect(try tree(output)["clips/train/mine.wav"] == Data("mine".utf8))
  }

  @Test func twoRunsOnOneFolderDoNotMix() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("o")
    try AtomicFile.write("prepare\n", to: output.appendingPathComponent(".auscult/command"))
    let lock = try FolderLock(output.appendingPathComponent(".auscult/lock"))
    let run = try prepare(output)
    #expect(run.status == 73 && run.messages.contains("another run is writing there"), "\(run.messages)")
    withExtendedLifetime(lock) {}
    let other = try Program.run("auscult", ["convert", try Self.collection.get().file("c").path, "-o", output.path])
    #expect(other.status == 73 && other.messages.contains("auscult prepare"), "\(other.messages)")
  }

  @Test func aFullOrReadOnlyDiskLosesNothing() throws {
    let folder = try TemporaryFolder()
    let disk = folder.file("disk")
    try AtomicFile.makeFolder(disk)
    func mount(_ options: String) throws -> Bool {
      try Program.run(shell: "exec mount -t tmpfs -o \(options) tmpfs \"$1\"", "", [disk.path]).status == 0
    }
    guard try mount("size=300k") else { return }  // needs the right to mount
    defer { _ = try? Program.run(shell: "exec umount \"$1\"", "", [disk.path]) }
    let sounds = try Self.collection.get().file("c")
    let converted = disk.appendingPathComponent("converted")
    let convert = try Program.run("auscult", ["convert", sounds.path, "-o", converted.path, "--rate", "16000"])
    #expect(convert.status == 74 && convert.messages.contains("Make room"), "\(convert.status) \(convert.messages)")
    #expect(convert.messages.contains(/converted\/.*\.wav: cannot be written/), "\(convert.messages)")
    try FileManager.default.removeItem(at: converted)
    let output = disk.appendingPathComponent("o")
    let full = try prepare(output)
    #expect(full.status == 74 && full.messages.contains("Make room"), "\(full.status) \(full.messages)")
    #expect(try tree(output).keys.allSatisfy { !$0.hasSuffix("dataset.json") && !$0.hasSuffix(".partial") })
    for (path, data) in try tree(output) { #expect(try Self.whole.get()[path] == data, "\(path)") }
    #expect(try mount("remount,size=30m"))
    #expect(try prepare(output).status == 0)
    #expect(try tree(output) == Self.whole.get())
    #expect(try mount("remount,ro"))
    let readOnly = try prepare(output, ["--seed", "5"])
    #expect(readOnly.status == 73, "\(readOnly.status) \(readOnly.messages)")
    #expect(try tree(output) == Self.whole.get())
  }

  @Test func workThatTakesTooLongIsRejectedAndTriedAgain() throws {
    let folder = try TemporaryFolder()
    let samples = [Float](repeating: 0.1, count: 30_000_000)
    try WaveFile.write(AudioBuffer(samples: samples, sampleRate: 44_100), to: folder.file("in/long.wav"))
    let short = try Program.run(
      "auscult",
      ["convert", folder.file("in").path, "-o", folder.file("o").path, "--rate", "8000", "--time-limit", "1"])
    // A fast machine may be done in a second.
    if short.status == 0 { return }
    let rejected = try Rejection.read(folder.file("o/rejected.csv"))
    #expect(rejected.map(\.reason) == ["overTime"] && rejected[0].detail.contains("--time-limit"))
  }
}
