import Core
import Foundation
import TestSupport
import Testing

/// `auscult prepare` listens to nothing twice, and tells what listening and hashing have shown.
@Suite(.serialized) struct ListeningTests {
  /// Ten recordings in two class folders, and their paths.
  private func collection(_ count: Int = 10) throws -> (folder: TemporaryFolder, files: [String]) {
    let folder = try SyntheticSet.collection([
      "--recordings", "\(count)", "--recordings-per-patient", "1", "--classes", "N,MR", "--formats", "wav",
      "--sample-rates", "8000",
    ])
    let audio = folder.file("c/audio")
    var files: [String] = []
    for (index, name) in try FileManager.default.contentsOfDirectory(atPath: audio.path).sorted().enumerated() {
      let path = "\(index % 2 == 0 ? "N" : "MR")/\(name)"
      try AtomicFile.write(Data(contentsOf: audio.appendingPathComponent(name)), to: folder.file("raw/\(path)"))
      files.append(path)
    }
    return (folder, files)
  }

  /// Prepares, and returns how many recordings were listened to.
  private func listened(_ folder: TemporaryFolder, _ output: String, workers: Int = 2) throws -> Int {
    let run = try Program.run(
      "auscult", ["prepare", folder.file("raw").path, "-o", folder.file(output).path, "--workers", "\(workers)"])
    #expect(run.status == 0, "\(run.messages)")
    let found = run.messages.firstMatch(of: /Listening: ([0-9]+) recordings/)
    return found.flatMap { Int($0.1) } ?? 0
  }

  private func results(_ folder: TemporaryFolder, _ output: String) throws -> [String: Data] {
    try tree(folder.file(output)).filter { !$0.key.hasPrefix(".auscult") }
  }

  private func log(_ folder: TemporaryFolder, _ output: String) -> URL {
    folder.file(output).appendingPathComponent(".auscult/sounds-00000-of-00001")
  }

  @Test func onlyWhatIsNewIsListenedTo() throws {
    let (folder, files) = try collection()
    let late = folder.file("raw/\(files[3])")
    let sound = try Data(contentsOf: late)
    try FileManager.default.removeItem(at: late)
    #expect(try listened(folder, "d") == 9)
    #expect(try listened(folder, "d") == 0)
    try sound.write(to: late)
    #expect(try listened(folder, "d") == 1)
    #expect(try listened(folder, "afresh", workers: 1) == 10)
    #expect(try results(folder, "d") == results(folder, "afresh"))
    // Under another name it is the same sound.
    try FileManager.default.moveItem(at: late, to: folder.file("raw/MR/another.wav"))
    #expect(try listened(folder, "d") == 0)
    for file in files.prefix(7) where file != files[3] {
      try FileManager.default.removeItem(at: folder.file("raw/\(file)"))
    }
    let before = try Data(contentsOf: log(folder, "d")).count
    #expect(try listened(folder, "d") == 0)
    #expect(try Data(contentsOf: log(folder, "d")).count < before / 2)
    #expect(try listened(folder, "small", workers: 3) == 4)
    #expect(try results(folder, "d") == results(folder, "small"))
  }

  @Test func whatWasHeardBeforeAKillIsKept() throws {
    let (folder, files) = try collection()
    let process = try Program.launch(
      "auscult", ["prepare", folder.file("raw").path, "-o", folder.file("d").path, "--quiet", "--workers", "1"])
    func heard() -> Int { (try? Data(contentsOf: log(folder, "d")))?.count { $0 == 10 } ?? 0 }
    while heard() < 2 && process.isRunning { usleep(2000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    // What a write that was cut off leaves.
    let known = heard()
    let handle = try FileHandle(forWritingTo: log(folder, "d"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("\(String(repeating: "a", count: 64))\t{\"bits\":1".utf8))
    try handle.close()
    #expect(known >= 2)
    #expect(try listened(folder, "d") == files.count - known)
    #expect(try listened(folder, "afresh") == files.count)
    #expect(try results(folder, "d") == results(folder, "afresh"))
    // The line after the half one was whole.
    try FileManager.default.removeItem(at: folder.file("d/.auscult/heard"))
    #expect(try listened(folder, "d") == 0)
  }

  @Test func damageAndContradictoryLabelsAreComplainedOf() throws {
    let (folder, files) = try collection()
    for file in files.prefix(2) {
      let url = folder.file("raw/\(file)")
      try Data(contentsOf: url).dropLast(2000).write(to: url)
    }
    try FileManager.default.copyItem(at: folder.file("raw/\(files[2])"), to: folder.file("raw/MR/twin.wav"))
    let convert = try Program.run(
      "auscult",
      [
        "convert", folder.file("raw/\(files[4])").path, "-o", folder.file("f").path, "--format", "flac", "--rate",
        "4000",
      ])
    #expect(convert.status == 0, "\(convert.messages)")
    let copy = try #require(try tree(folder.file("f")).first { $0.key.hasSuffix(".flac") })
    try copy.value.write(to: folder.file("raw/MR/copy.flac"))
    #expect(try listened(folder, "d") == 12)
    let table = try String(contentsOf: folder.file("d/complaints.csv"), encoding: .utf8)
    // Some of the synthetic sounds go beyond full scale when they are resampled.
    let lines = table.split(separator: "\n").dropFirst().filter { !$0.hasPrefix("limited,") }
    #expect(lines.count == 4, "\(table)")
    for file in files.prefix(2) { #expect(lines.contains { $0.hasPrefix("header_mismatch,\(file),") }) }
    #expect(lines.contains { $0.hasPrefix("label_conflict,\(files[2]),\"holds the same bytes as 'MR/twin.wav'") })
    #expect(lines.contains { $0.hasPrefix("label_conflict,\(files[4]),\"holds the same sound as 'MR/copy.flac'") })
    let inspection = try Program.run("auscult", ["inspect", folder.file("raw").path, "--json", "--quiet"])
    for file in files.prefix(2) { #expect(inspection.output.contains(file)) }
    // Nobody looks at the headers again, nor listens; and the result is that of looking afresh.
    #expect(try listened(folder, "d") == 0)
    #expect(try listened(folder, "afresh", workers: 1) == 12)
    #expect(try results(folder, "d") == results(folder, "afresh"))
  }
}
