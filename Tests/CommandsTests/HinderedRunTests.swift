import Core
import Foundation
import Manifest
import MediaIO
import TestSupport
import Testing

/// Runs on machines that fail, on the real executable.
@Suite(.serialized) struct HinderedRunTests {
  /// Four short recordings in two classes.
  private static func collection(_ folder: TemporaryFolder) throws -> URL {
    for index in 0..<4 {
      let samples = (0..<7000).map { i in 0.4 * sin(Float(i * (index + 3)) * 0.02) * exp(-Float(i % 1600) / 400) }
      try WaveFile.write(
        AudioBuffer(samples: samples, sampleRate: 2000), to: folder.file("c/\(index < 2 ? "N" : "MR")/r\(index).wav"))
    }
    return folder.file("c")
  }

  /// A library that is loaded before the C library's own and lets the calls named in `AUSCULT_FAIL` fail once a count is
  /// over, as a disk does that breaks; nil where there is no C compiler.
  private func failingDisk(_ folder: TemporaryFolder) throws -> URL? {
    let source = """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/types.h>
      static int fails(const char *name) {
        static int calls;
        const char *wanted = getenv("AUSCULT_FAIL"), *count = getenv("AUSCULT_FAIL_AT");
        if (!wanted || !count || strcmp(wanted, name)) return 0;
        if (__atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) != atoi(count)) return 0;
        errno = EIO;
        return 1;
      }
      ssize_t write(int file, const void *bytes, size_t count) {
        ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        return file > 2 && fails("write") ? -1 : next(file, bytes, count);
      }
      int fsync(int file) {
        int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
        return fails("fsync") ? -1 : next(file);
      }
      int rename(const char *from, const char *to) {
        int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
        return fails("rename") ? -1 : next(from, to);
      }
      """
    let (code, library) = (folder.file("fail.c"), folder.file("fail.so"))
    try AtomicFile.write(source, to: code)
    let made = try Program.run(
      shell:
        "cc=$(command -v cc || command -v clang || command -v gcc) && exec \"$cc\" -shared -fPIC -o \"$2\" \"$1\" -ldl",
      "auscult", [code.path, library.path])
    return made.status == 0 ? library : nil
  }

  /// Wherever an input or output error strikes, the run says so, leaves nothing half, and goes on the next time.
  @Test func anInputOutputErrorLosesNothing() throws {
    let folder = try TemporaryFolder()
    let input = try Self.collection(folder)
    guard let library = try failingDisk(folder) else { return }
    func prepare(_ output: URL, failing call: String = "", at count: Int = 0) throws -> Program.Result {
      try Program.run(
        "auscult", ["prepare", input.path, "-o", output.path, "--quiet", "--workers", "1"],
        environment: call.isEmpty
          ? [:] : ["LD_PRELOAD": library.path, "AUSCULT_FAIL": call, "AUSCULT_FAIL_AT": "\(count)"])
    }
    let whole = folder.file("whole")
    #expect(try prepare(whole).status == 0)
    let expected = try tree(whole)
    for (call, counts) in [("write", [1, 9, 40]), ("fsync", [3, 14]), ("rename", [2, 15])] {
      for count in counts {
        let output = folder.file("\(call)-\(count)")
        let broken = try prepare(output, failing: call, at: count)
        // Most failures end the run; those of what can be done without, such as removing a rest, do not.
        if broken.status != 0 {
          #expect([73, 74].contains(broken.status), "\(call) \(count): \(broken.status) \(broken.messages)")
          for (path, data) in try tree(output) { #expect(expected[path] == data, "\(call) \(count): \(path)") }
        }
        let again = try prepare(output)
        #expect(again.status == 0, "\(call) \(count): \(again.messages)")
        #expect(try tree(output) == expected, "\(call) \(count)")
      }
    }
  }

  /// A clock that jumps, forwards and backwards, changes neither results nor what is kept; faketime sets it where it is there.
  @Test func aClockThatJumpsChangesNothing() throws {
    let folder = try TemporaryFolder()
    let (input, output) = (try Self.collection(folder), folder.file("o"))
    func prepare(_ output: URL, clock: String? = nil) throws -> Program.Result {
      try Program.run(
        shell: clock == nil ? "exec \"$0\" \"$@\"" : "exec faketime --exclude-monotonic -f \"$CLOCK\" \"$0\" \"$@\"",
        "auscult",
        ["prepare", input.path, "-o", output.path, "--time-limit", "60"], environment: ["CLOCK": clock ?? ""])
    }
    #expect(try prepare(output).status == 0)
    let expected = try tree(output)
    // Files from tomorrow and from the first day of time.
    for (path, date) in [("r0", Date(timeIntervalSinceNow: 1e6)), ("r1", Date(timeIntervalSince1970: 0))] {
      try FileManager.default.setAttributes(
        [.modificationDate: date], ofItemAtPath: input.appendingPathComponent("N/\(path).wav").path)
    }
    #expect(try prepare(output).output.contains("Nothing to do"))
    guard try Program.run(shell: "command -v faketime", "auscult", []).status == 0 else { return }
    for (index, clock) in ["-10y", "+0 x5000"].enumerated() {
      let run = try prepare(folder.file("o\(index)"), clock: clock)
      #expect(run.status == 0, "\(clock): \(run.messages)")
      #expect(try tree(folder.file("o\(index)")) == expected)
      #expect(try prepare(folder.file("o\(index)")).output.contains("Nothing to do"))
    }
  }

  /// Shards of another division would write the same files.
  @Test func shardsOfTwoDivisionsDoNotWorkTogether() throws {
    let folder = try TemporaryFolder()
    let (input, output) = (try Self.collection(folder), folder.file("o"))
    func prepare(_ shard: String) throws -> Program.Result {
      try Program.run("auscult", ["prepare", input.path, "-o", output.path, "--quiet", "--shard", shard])
    }
    #expect(try prepare("0/2").status == 0)
    let lock = try FolderLock(output.appendingPathComponent(".auscult/lock-00000-of-00002"))
    let refused = try prepare("1/3")
    #expect(refused.status == 73 && refused.messages.contains("00000-of-00002"), "\(refused.messages)")
    #expect(try prepare("1/2").status == 0)
    withExtendedLifetime(lock) {}
  }

  @Test func shardsOfAnotherDivisionMayComeLater() throws {
    let folder = try TemporaryFolder()
    let (input, output, whole) = (try Self.collection(folder), folder.file("o"), folder.file("w"))
    for shard in ["0/2", "0/3", "1/3", "2/3"] {
      let run = try Program.run("auscult", ["prepare", input.path, "-o", output.path, "--quiet", "--shard", shard])
      #expect(run.status == 0, "\(run.messages)")
    }
    #expect(try Program.run("auscult", ["merge", output.path]).status == 0)
    #expect(try Program.run("auscult", ["prepare", input.path, "-o", whole.path, "--quiet"]).status == 0)
    #expect(try tree(output) == tree(whole))
  }

  /// An archive is unpacked to another place every time, so that all its files look new to the index of contents.
  @Test func theIndexOfAnArchiveDoesNotGrowForEver() throws {
    let folder = try TemporaryFolder()
    let input = try Self.collection(folder)
    let archive = folder.file("c.tar")
    guard try Program.run(shell: "exec tar -C \"$1\" -cf \"$2\" .", "", [input.path, archive.path]).status == 0 else {
      return
    }
    let index = folder.file("o/.auscult/content-00000-of-00001")
    try AtomicFile.makeFolder(index.deletingLastPathComponent())
    let stale = (0..<200).map { "1-2-3.4-5.6\t\(String(repeating: "0", count: 64))\t\"gone\($0).wav\"\n" }.joined()
    for expected in [8, 12, 16] {
      let run = try Program.run("auscult", ["prepare", archive.path, "-o", folder.file("o").path, "--quiet"])
      #expect(run.status == 0, "\(run.messages)")
      let lines = try String(contentsOf: index, encoding: .utf8).split(separator: "\n").count
      #expect(lines <= expected, "\(lines)")
      if expected == 8 { try AtomicFile.write(stale, to: index) }
    }
  }

  /// That nothing is to do is known before a recording is read.
  @Test func alignReadsNothingWhereNothingIsToDo() throws {
    let folder = try TemporaryFolder()
    let (input, output) = (try Self.collection(folder), folder.file("o"))
    func align(_ output: URL) throws -> Program.Result {
      try Program.run("auscult", ["align", input.path, "-o", output.path])
    }
    let first = try align(output)
    #expect(first.status == 0 && first.messages.contains("Reading"), "\(first.messages)")
    let second = try align(output)
    #expect(second.output.contains("Nothing to do") && !second.messages.contains("Reading"), "\(second.messages)")
    // Another recording is another reference.
    let samples = (0..<15_000).map { 0.3 * sin(Float($0) * 0.03) }
    try WaveFile.write(AudioBuffer(samples: samples, sampleRate: 2000), to: input.appendingPathComponent("N/long.wav"))
    #expect(try align(output).status == 0)
    #expect(try align(folder.file("fresh")).status == 0)
    #expect(try tree(output) == tree(folder.file("fresh")))
  }

  /// A class that is too small to stand everywhere is told to people.
  @Test func notesOnTheSplitAreTold() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run("auscult", ["prepare", try Self.collection(folder).path, "-o", folder.file("o").path])
    #expect(run.status == 0 && run.messages.contains("is absent from"), "\(run.messages)")
  }
}
