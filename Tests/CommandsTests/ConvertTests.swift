import Core
import Foundation
import Manifest
import MediaIO
import TestSupport
import Testing

/// `auscult convert` on the real executable.
@Suite struct ConvertTests {
  /// Two seconds of a 50 Hz tone that fades, at 44.1 kHz.
  private static let tone = AudioBuffer(
    samples: (0..<88_200).map { 0.5 * sin(2 * .pi * 50 * Float($0) / 44_100) * exp(-Float($0) / 60_000) },
    sampleRate: 44_100)

  private func convert(_ input: URL, _ output: URL, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run("auscult", ["convert", input.path, "--output", output.path, "--quiet"] + arguments)
  }

  private func rows(_ output: URL) throws -> [ManifestRow] {
    try ManifestFile(contentsOf: output.appendingPathComponent("manifest.csv")).rows
  }

  private func reasons(_ output: URL) throws -> [String: String] {
    let table = try CSVTable(contentsOf: output.appendingPathComponent("rejected.csv"))
    return Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0[2]) })
  }

  @Test func everyFormatAtEveryRateIsTheSameSound() throws {
    let folder = try TemporaryFolder()
    for format in MediaFormat.allCases {
      try AudioEncoder.encode(
        Self.tone, to: folder.file("in/\(format.rawValue).\(format.fileExtension)"), format: format)
    }
    let out = folder.file("out")
    let run = try convert(folder.file("in"), out, ["--rate", "2000,16000"])
    #expect(run.status == 0, "\(run.messages)")
    let rows = try rows(out)
    #expect(rows.count == 2 * MediaFormat.allCases.count)
    for row in rows {
      let made = try AudioDecoder.decode(out.appendingPathComponent(row.fileName)).audio
      #expect(made.sampleRate == row.sampleRate && made.samples.count == row.sampleCount)
      #expect(row.fileName.hasPrefix("\(row.sampleRate)/") && row.kind == .original && row.sha256.count == 64)
      #expect(abs(made.duration - 2) < 0.1, "\(row.fileName)")
      // The tone must be there, at its time: half a millisecond of delay would show. FFmpeg's AAC encoder garbles its
      // beginning, and ASF does not mark the encoder's delay.
      if row.fileName.hasSuffix("/wma.wav") { continue }
      let expected = try Self.tone.resampled(to: row.sampleRate).samples
      let pairs = zip(made.samples, expected).dropFirst(row.sampleRate / 10)
      let error = pairs.reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(error < 0.06, "\(row.fileName): \(error)")
    }
    #expect(try tree(out).keys.contains("convert.json"))
  }

  @Test func whatIsLeftOfACutFileIsKept() throws {
    let folder = try TemporaryFolder()
    let whole = try WaveFile.data(Self.tone).data
    // 1.2, 0.6 and 0.4 of 2 seconds.
    for (name, share) in [("a", 0.6), ("b", 0.3), ("c", 0.2)] {
      try AtomicFile.write(whole.prefix(Int(Double(whole.count) * share)), to: folder.file("in/\(name).wav"))
    }
    let run = try convert(folder.file("in"), folder.file("out"))
    #expect(run.status == 1 && run.messages.contains("a.wav: it is damaged"), "\(run.messages)")
    #expect(try rows(folder.file("out")).map(\.sampleCount).map { ($0 + 500) / 1000 } == [53, 26])
    #expect(try reasons(folder.file("out")) == ["c.wav": "damaged"])
    let details = try CSVTable(contentsOf: folder.file("out/rejected.csv")).rows[0][3]
    #expect(details.contains("of 88200 frames") && !details.contains("only 0"), "\(details)")
    // Ogg does not say how long it should be, but which page is the last.
    try AudioEncoder.encode(Self.tone, to: folder.file("ogg/whole.ogg"), format: .ogg)
    let ogg = try Data(contentsOf: folder.file("ogg/whole.ogg"))
    try AtomicFile.write(ogg.prefix(ogg.count * 9 / 10), to: folder.file("ogg/cut.ogg"))
    let cut = try convert(folder.file("ogg"), folder.file("pages"))
    #expect(cut.status == 0 && cut.messages.contains("cut.ogg: it ends without its last page"), "\(cut.messages)")
    #expect(!cut.messages.contains("whole.ogg"))
    #expect(try rows(folder.file("pages")).map { $0.operations.contains("cut_short") } == [true, false])
    // Whatever is made of it, the same is too little.
    let features = try Program.run(
      "auscult", ["features", folder.file("in").path, "-o", folder.file("features").path, "--quiet", "--kind", "mfcc"])
    #expect(features.status == 1, "\(features.messages)")
    #expect(try reasons(folder.file("features")) == ["c.wav": "damaged"])
  }

  @Test func aFileKeepsItsRateAndItsSamples() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone, to: folder.file("tone.wav"))
    for (name, arguments) in [("a", []), ("b", ["--format", "flac"]), ("c", ["--encoding", "float32"])] {
      #expect(try convert(folder.file("tone.wav"), folder.file(name), arguments).status == 0)
      let made = try AudioDecoder.decode(folder.file("\(name)/tone.\(name == "b" ? "flac" : "wav")"))
      #expect(made.audio == (try AudioDecoder.decode(folder.file("tone.wav")).audio))
    }
  }

  @Test(arguments: ["wav", "flac"]) func whatCouldNameAPersonIsLeftBehind(format: String) throws {
    let folder = try TemporaryFolder()
    var sound = WaveBytes.pcm16((0..<8000).map { [0.3 * sin(Float($0) * 0.2)] })
    // A list of facts after the samples, as recorders write it.
    let name = Data("Ada Lovelace 1815\0".utf8)
    sound += Data("LIST".utf8) + Data([30, 0, 0, 0]) + Data("INFOIART".utf8) + Data([18, 0, 0, 0]) + name
    sound.replaceSubrange(4..<8, with: withUnsafeBytes(of: UInt32(sound.count - 8).littleEndian) { Data($0) })
    try AtomicFile.write(sound, to: folder.file("in/a.wav"))
    let output = folder.file("out")
    #expect(try convert(folder.file("in"), output, ["--format", format, "--rate", "2000"]).status == 0)
    let files = try tree(output)
    #expect(files.keys.contains("a.\(format)"))
    #expect(files.values.allSatisfy { $0.range(of: Data("Lovelace".utf8)) == nil })
  }

  @Test func namesThatCollideAreKeptApart() throws {
    let folder = try TemporaryFolder()
    for (index, name) in [
      "a.wav", "a.flac", "B.wav", "b.wav", "sub/a.wav", "c.wav", String(repeating: "long", count: 50) + ".wav",
    ].enumerated() {
      let samples = Self.tone.samples.map { $0 * (1 - 0.1 * Float(index)) }
      try WaveFile.write(
        AudioBuffer(samples: samples, sampleRate: 44_100), to: folder.file("in/\(name)"),
        format: name.hasSuffix("flac") ? .flac : .wav)
    }
    // A folder whose name an output would take.
    try WaveFile.write(try Self.tone.resampled(to: 8000), to: folder.file("in/c.wav.wav/d.wav"))
    let out = folder.file("out")
    let run = try convert(folder.file("in"), out, ["--rate", "4000"])
    #expect(run.status == 0, "\(run.messages)")
    let names = try rows(out).map(\.fileName)
    #expect(names.count == 8 && Set(names.map { $0.lowercased() }).count == 8)
    #expect(names.contains("a.wav.wav") && names.contains("a.flac.wav") && names.contains("sub/a.wav"))
    #expect(Set(try rows(out).map(\.sha256)).count == 8)
  }

  @Test func badFilesAreAccountedForAndWorkersChangeNothing() throws {
    let folder = try TemporaryFolder()
    let tone = Self.tone.samples
    let files: [String: Data] = [
      "good.wav": WaveBytes.pcm16(tone.map { [$0] }), "empty.wav": Data(), "text.mp3": Data("no sound at all\n".utf8),
      "opposite.wav": WaveBytes.pcm16(tone.map { [$0, -$0] }),
      "nan.wav": WaveBytes.float32(tone.enumerated().map { $0 % 99 == 0 ? .nan : $1 }),
      "loud.wav": WaveBytes.float32(tone.map { $0 * 4 }),
    ]
    for (name, data) in files { try AtomicFile.write(data, to: folder.file("in/\(name)")) }
    try AudioEncoder.encode(Self.tone, to: folder.file("in/whole.mp3"), format: .mp3)
    let whole = try Data(contentsOf: folder.file("in/whole.mp3"))
    try AtomicFile.write(whole.prefix(whole.count * 2 / 3), to: folder.file("in/cut.mp3"))
    try AudioEncoder.encode(Self.tone, to: folder.file("in/raw.aac"), format: .aac)
    try AudioEncoder.encode(Self.tone, to: folder.file("in/wma.wma"), format: .wma)
    let one = try convert(folder.file("in"), folder.file("one"), ["--rate", "1000", "--workers", "1"])
    #expect(one.status == 1)
    for word in ["opposite.wav", "limited", "cut.mp3"] { #expect(one.messages.contains(word), "\(word)") }
    #expect(try convert(folder.file("in"), folder.file("two"), ["--rate", "1000", "--workers", "2"]).status == 1)
    #expect(try tree(folder.file("one")) == tree(folder.file("two")))
    #expect(try reasons(folder.file("one")).keys.sorted() == ["empty.wav", "text.mp3"])
    let operations = Dictionary(
      uniqueKeysWithValues: try rows(folder.file("one")).map { ($0.sourceFile, $0.operations) })
    #expect(operations["opposite.wav"]?.contains("\"antiphase\":true") == true)
    #expect(operations["nan.wav"]?.contains("\"not_finite\"") == true)
    #expect(operations["loud.wav"]?.contains("\"limited\"") == true)
    #expect(operations["cut.mp3"]?.contains("\"lost_frames\"") == true)
    #expect(operations["raw.aac"]?.contains("\"priming_assumed\":1024") == true)
    #expect(operations["wma.wma"]?.contains("\"priming_assumed\":4096") == true)
    #expect(operations.values.allSatisfy { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) is [Any] })
  }

  @Test func channelsPeakAndDither() throws {
    let folder = try TemporaryFolder()
    let tone = Self.tone.samples
    try AtomicFile.write(WaveBytes.pcm16(tone.map { [$0, $0 * 0.25] }, rate: 44_100), to: folder.file("s.wav"))
    #expect(
      try convert(
        folder.file("s.wav"), folder.file("each"), ["--channel", "each", "--peak", "-6.0206", "--encoding", "float32"]
      ).status == 0)
    for channel in 1...2 {
      let peak = try AudioDecoder.decode(folder.file("each/s-ch\(channel).wav")).audio.samples.reduce(0) {
        max($0, abs($1))
      }
      #expect(abs(peak - 0.5) < 1e-5)
    }
    #expect(try rows(folder.file("each")).map(\.channel) == ["1", "2"])
    #expect(try convert(folder.file("s.wav"), folder.file("right"), ["--channel", "right"]).status == 0)
    let right = try AudioDecoder.decode(folder.file("right/s.wav")).audio.samples
    #expect(right == (try AudioDecoder.decode(folder.file("s.wav"), options: .init(channel: .right)).audio.samples))
    for (name, seed) in [("d1", "1"), ("d2", "1"), ("d3", "2")] {
      #expect(try convert(folder.file("s.wav"), folder.file(name), ["--dither", "--seed", seed]).status == 0)
    }
    let sounds = try ["d1", "d2", "d3"].map { try Data(contentsOf: folder.file("\($0)/s.wav")) }
    #expect(sounds[0] == sounds[1] && sounds[0] != sounds[2])
  }

  /// A doubled slash before a name that is not ASCII, on which Foundation's `NSString` ends the process.
  @Test func pathsAreTakenAsPeopleWriteThem() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone, to: folder.file("data/x/て.wav"))
    for format in [MediaFormat.wav, .flac] {
      try AudioEncoder.encode(Self.tone, to: folder.file("data/x/a.\(format.fileExtension)"), format: format)
    }
    try AtomicFile.write("file_name\nx//て.wav\nx//a.flac\nx/a.wav\n", to: folder.file("data/list.csv"))
    let run = try convert(folder.file("data/list.csv"), folder.file("out"))
    #expect(run.status == 0, "\(run.messages)")
    #expect(try rows(folder.file("out")).map(\.fileName).sorted() == ["x/a.flac.wav", "x/a.wav.wav", "x/て.wav"])
    let one = try Program.run(
      "auscult", ["convert", folder.url.path + "/data//x//て.wav", "-o", folder.file("one").path])
    #expect(one.status == 0, "\(one.messages)")
  }

  @Test func listsKeepLabelsAndGroups() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try WaveFile.write(Self.tone, to: folder.file("data/sounds/\(name).wav")) }
    let list =
      "file_name,label,split,patient_id\nsounds/a.wav,normal,train,p1\nsounds/b.wav,murmur,test,p2\nsounds/none.wav,murmur,test,p3\n"
    try AtomicFile.write(list, to: folder.file("data/list.csv"))
    let out = folder.file("data/out")
    #expect(try convert(folder.file("data/list.csv"), out, ["--rate", "2000"]).status == 1)
    let made = try rows(out)
    #expect(
      made.map(\.label) == ["normal", "murmur"] && made.map(\.split) == [.train, .test]
        && made.map(\.patientID) == ["p1", "p2"])
    #expect(try reasons(out) == ["sounds/none.wav": "missing"])
    // What was made can be worked on again, and the history is kept.
    #expect(
      try convert(out.appendingPathComponent("manifest.csv"), folder.file("again"), ["--rate", "1000"]).status == 0)
    let again = try rows(folder.file("again"))
    #expect(again.map(\.label) == ["normal", "murmur"] && again[0].parentID == made[0].parentID)
    #expect(again[0].operations.components(separatedBy: "\"resample\"").count == 3)
  }

  /// As a spreadsheet saves it, with names of columns that `inspect` and `prepare` know, and a row that was left empty.
  @Test(arguments: ["File", "path", "recording"]) func listsAreTakenAsPeopleWriteThem(column: String) throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try WaveFile.write(Self.tone, to: folder.file("data/\(name).wav")) }
    let list = "\u{FEFF}\(column);Class;Patient\r\nb.wav;murmur;7\r\n;normal;8\r\na.wav;nan;\r\n"
    try AtomicFile.write(list, to: folder.file("data/list.csv"))
    let out = folder.file("out")
    let run = try convert(folder.file("data/list.csv"), out, ["--rate", "2000"])
    #expect(run.status == 1, "\(run.messages)")
    let made = try ManifestFile(contentsOf: out.appendingPathComponent("manifest.csv")).rows
    #expect(made.map(\.label) == ["", "murmur"] && made.map(\.patientID) == ["", "7"])
    #expect(try reasons(out) == ["row 3": "no_name"])
  }

  @Test func aRunIsRepeatedWithoutRemains() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try WaveFile.write(Self.tone, to: folder.file("in/\(name).wav")) }
    // The output lies inside the input and must not become input itself.
    let out = folder.file("in/out")
    #expect(try convert(folder.file("in"), out, ["--rate", "2000,4000"]).status == 0)
    let first = try tree(out)
    #expect(first.count == 7)
    // A killed run: no description, a journal, half a file.
    try FileManager.default.removeItem(at: out.appendingPathComponent("convert.json"))
    let log = out.appendingPathComponent(".auscult/work-00000-of-00001")
    let lines = "B\t\"x\"\nF\t\"x\"\t\"2000/a.wav\"\nF\t\"x\"\t\"4000/old.wav\"\n"
    try AtomicFile.write(try String(contentsOf: log, encoding: .utf8) + lines, to: log)
    try Data().write(to: out.appendingPathComponent("2000/.a.wav.\(UUID().uuidString).partial"))
    try Data().write(to: out.appendingPathComponent("4000/old.wav"))
    #expect(try convert(folder.file("in"), out, ["--rate", "2000,4000"]).status == 0)
    #expect(try tree(out) == first)
    #expect(try convert(folder.file("in"), out, ["--rate", "2000"]).status == 0)
    #expect(try tree(out).keys.sorted() == ["a.wav", "b.wav", "convert.json", "manifest.csv", "rejected.csv"])
    // Another command's folder, a stranger's folder, the input itself.
    #expect(try Program.run("auscult", ["spectrogram", folder.file("in/a.wav").path, "-o", out.path]).status == 73)
    try AtomicFile.write("", to: folder.file("home/thesis.doc"))
    let refused = try convert(folder.file("in"), folder.file("home"))
    #expect(refused.status == 73 && refused.messages.contains("thesis.doc"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("home").path) == ["thesis.doc"])
    #expect(try convert(folder.file("in"), folder.file("in")).status == 73)
  }

  @Test func longRecordingsTakeLittleMemory() throws {
    let folder = try TemporaryFolder()
    // Thirty minutes of stereo at 16 kHz, nearly all of it a hole in the file: 115 MB, and as much again if held as floats.
    let frames = 30 * 60 * 16_000
    var data = WaveBytes.file(format: 1, bits: 16, channels: 2, rate: 16_000, data: Data())
    let size = UInt32(frames * 4)
    data.replaceSubrange(40..<44, with: withUnsafeBytes(of: size.littleEndian) { Data($0) })
    data.replaceSubrange(4..<8, with: withUnsafeBytes(of: (size + 36).littleEndian) { Data($0) })
    for index in 0..<64_000 { data.append(index % 2 == 0 ? UInt8(index / 7 % 256) : UInt8(index / 900 % 16)) }
    try data.write(to: folder.file("long.wav"))
    let handle = try FileHandle(forWritingTo: folder.file("long.wav"))
    try handle.truncate(atOffset: UInt64(44 + frames * 4))
    try handle.close()
    let (run, peak) = try Program.runWatchingMemory(
      "auscult",
      [
        "convert", folder.file("long.wav").path, "-o", folder.file("out").path, "--rate", "2000", "--resampler", "fft",
        "-q",
      ])
    #expect(run.status == 0, "\(run.messages)")
    #expect(try rows(folder.file("out")).map(\.sampleCount) == [30 * 60 * 2000])
    // About 50 MB are the libraries themselves.
    #expect(peak < 100 << 20, "\(peak >> 20) MB")
  }

  @Test func theSummaryIsJSON() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone, to: folder.file("in/a.wav"))
    try Data().write(to: folder.file("in/b.wav"))
    let run = try convert(folder.file("in"), folder.file("out"), ["--json"])
    let summary = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(run.status == 1 && summary?["processed"] as? Int == 1 && summary?["rejected"] as? Int == 1)
  }

  @Test(arguments: [
    (["--format", "flac", "--encoding", "float32"], "pcm16"),
    (["--resampler", "fft", "--quality", "best"], "--quality"),
    (["--rate", "fast"], "whole number"), (["--channel", "middle"], "one of mean"),
    (["--peak", "3"], "from -120 to 0"),
    (["--dither", "--encoding", "float32"], "--dither"), (["--resampeler", "fft"], "--resampler"),
  ]) func wrongOptionsAreExplained(arguments: [String], expected: String) throws {
    let run = try Program.run("auscult", ["convert", "x", "-o", "y"] + arguments)
    #expect(run.status == 64 && run.messages.contains(expected), "\(run.messages)")
  }

  @Test func nothingToDoIsAnError() throws {
    let folder = try TemporaryFolder()
    #expect(try convert(folder.file("none"), folder.file("out")).status == 66)
    try AtomicFile.makeFolder(folder.file("empty"))
    #expect(try convert(folder.file("empty"), folder.file("out")).status == 66)
    try Data().write(to: folder.file("void.wav"))
    let run = try convert(folder.file("void.wav"), folder.file("out"))
    #expect(run.status == 65 && run.messages.contains("void.wav"))
    try AtomicFile.write("title,label\na,b\n", to: folder.file("list.csv"))
    let list = try convert(folder.file("list.csv"), folder.file("out2"))
    #expect(list.status == 65 && list.messages.contains("file_name"), "\(list.messages)")
  }
}
