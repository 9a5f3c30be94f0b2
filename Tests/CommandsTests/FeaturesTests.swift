import ArrayFiles
import Core
import Foundation
import Manifest
import MediaIO
import SignalProcessing
import TestSupport
import Testing

/// `auscult features` on the real executable.
@Suite struct FeaturesTests {
  private func compute(_ input: URL, _ output: URL, _ arguments: [String]) throws -> Program.Result {
    try Program.run("auscult", ["features", input.path, "--output", output.path, "--quiet"] + arguments)
  }

  private func array(_ url: URL) throws -> NumPyArray { try NumPyArray(npyData: try Data(contentsOf: url)) }

  /// Writes the reference signal as 32-bit floats, which come back as they were.
  private func writeSignal(_ url: URL, rate: Int = 4000, seconds: Double = 2) throws -> AudioBuffer {
    let audio = ReferenceSignal.make(sampleRate: rate, seconds: seconds)
    try WaveBytes.float32(audio.samples, rate: UInt32(rate)).write(to: url)
    return audio
  }

  @Test(arguments: [
    (["--kind", "mfcc"], [20, 16]), (["--kind", "mfcc", "--preset", "torchaudio"], [40, 41]),
    (["--kind", "mfcc", "--count", "13", "--deltas"], [39, 16]), (["--kind", "logmel"], [128, 16]),
    (["--kind", "logmel", "--bands", "40"], [40, 16]), (["--kind", "logmel", "--preset", "kaldi"], [23, 198]),
    (["--kind", "logmel", "--preset", "yamnet"], [64, 240]), (["--kind", "logmel", "--preset", "vggish"], [64, 198]),
    (["--kind", "stft"], [1025, 16]), (["--kind", "stft", "--rate", "8000"], [1025, 32]),
    (["--kind", "pairs"], [1001, 2]),
    (["--kind", "pairs", "--delta-time", "0.1", "--method", "median"], [126, 2]), (["--kind", "bands"], [48]),
    (["--kind", "bands", "--bands", "8", "--rate", "2000"], [16]), (["--kind", "scalogram"], [64, 126]),
    (["--kind", "scalogram", "--bands", "10", "--hop", "0.1", "--low", "50", "--high", "400"], [10, 21]),
    (["--kind", "mfcc", "--count", "12", "--bands", "32", "--window", "0.05", "--hop", "0.01"], [12, 201]),
    (["--kind", "stft", "--fft-size", "512"], [257, 63]),
    (["--kind", "stft", "--preset", "torchaudio", "--window", "0.1"], [257, 41]),
    (["--kind", "logmel", "--bands", "20", "--low", "30", "--high", "900", "--range", "40"], [20, 16]),
    (["--kind", "mfcc", "--count", "5", "--deltas", "--delta-width", "5"], [15, 16]),
  ]) func everyKindHasItsShape(arguments: [String], shape: [Int]) throws {
    let folder = try TemporaryFolder()
    _ = try writeSignal(folder.file("s.wav"))
    let run = try compute(folder.file("s.wav"), folder.file("out"), arguments)
    #expect(run.status == 0, "\(run.messages)")
    let made = try array(folder.file("out/s.npy"))
    #expect(made.shape == shape)
    guard case .float32(let values) = made.elements else {
      Issue.record("not float32")
      return
    }
    #expect(values.allSatisfy(\.isFinite) && Set(values).count > 10)
    let row = try #require(
      try ManifestFile(contentsOf: folder.file("out/manifest.csv"), mayLackLabels: true).rows.first)
    #expect(row.features == "s.npy" && row.fileName == "s.npy" && row.sourceFile == "s.wav")
  }

  @Test func valuesAreThoseOfTheLibrary() throws {
    let folder = try TemporaryFolder()
    let audio = try writeSignal(folder.file("s.wav"))
    func values(_ arguments: [String]) throws -> [Double] {
      let run = try compute(folder.file("s.wav"), folder.file("out"), arguments)
      #expect(run.status == 0, "\(run.messages)")
      return try array(folder.file("out/s.npy")).doubles
    }
    let cepstra = CepstralCoefficients(count: 13, bandCount: 128)(try FeaturePreset.librosa.logMel(of: audio))
    let expected =
      cepstra.values + (try CepstralDeltas(order: 1)(cepstra)).values + (try CepstralDeltas(order: 2)(cepstra)).values
    #expect(try values(["--kind", "mfcc", "--count", "13", "--deltas"]) == expected.map(Double.init))
    #expect(
      try values(["--kind", "logmel", "--preset", "kaldi"])
        == FeaturePreset.kaldi.logMel(of: audio).values.map(Double.init))
    let pairs = try FrequencyAmplitudePairs(method: .average, deltaTime: 0.02, sampleRate: 4000)(audio.samples)
    #expect(
      try values(["--kind", "pairs", "--delta-time", "0.02", "--method", "average"])
        == pairs.values.map { Double(Float($0)) })
    let layout = FrameLayout(fftSize: 2048, hop: 512)
    let power = ShortTimeFourierTransform(layout: layout).power(of: audio.samples).values
    #expect(try values(["--kind", "stft"]) == power.map { Double($0.squareRoot()) })
    let slow = try audio.resampled(to: 1000)
    #expect(try values(["--kind", "bands"]) == LogBandStatistics()(slow.samples).map(Double.init))
    let fast = try audio.resampled(to: 16_000)
    let yamnet = try FeaturePreset.yamnet.logMel(of: fast)
    #expect(try values(["--kind", "logmel", "--preset", "yamnet"]) == yamnet.values.map(Double.init))
  }

  @Test(arguments: ["npy", "npz", "csv"]) func sameBytesForAnyNumberOfWorkers(format: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(at: folder.file("in/b"), withIntermediateDirectories: true)
    for (index, name) in ["z.wav", "a.wav", "b/a.wav", "manifest.wav", "m.wav"].enumerated() {
      _ = try writeSignal(folder.file("in/\(name)"), seconds: 1 + 0.25 * Double(index))
    }
    for workers in ["1", "2"] {
      let run = try compute(
        folder.file("in"), folder.file(workers), ["--kind", "mfcc", "--format", format, "--workers", workers])
      #expect(run.status == 0, "\(run.messages)")
    }
    let files = try tree(folder.file("1"))
    #expect(try files == tree(folder.file("2")))
    let rows = try ManifestFile(contentsOf: folder.file("1/manifest.csv"), mayLackLabels: true).rows
    #expect(rows.count == 5 && rows.allSatisfy { files[$0.features] != nil })
    switch format {
    case "npz":
      let archive = try NumPyArchive(npzData: try Data(contentsOf: folder.file("1/features.npz")))
      #expect(archive.entries.map(\.name) == rows.map(\.id))
      #expect(archive.entries.allSatisfy { $0.array.shape[0] == 20 })
    case "csv":
      // A recording of that name does not take the manifest's place.
      #expect(Set(rows.map(\.features)) == ["z.csv", "a.csv", "b/a.csv", "manifest.wav.csv", "m.csv"])
      let lines = try String(contentsOf: folder.file("1/a.csv"), encoding: .utf8).split(separator: "\n")
      #expect(lines[0].hasPrefix("mfcc_0,mfcc_1,") && lines.count == 1 + 10)
    default:
      // What the next run does not make goes away.
      #expect(try compute(folder.file("in"), folder.file("1"), ["--kind", "mfcc", "--format", "npz"]).status == 0)
      #expect(try tree(folder.file("1")).keys.filter { $0.hasSuffix(".npy") } == [])
    }
  }

  @Test func whatCannotBeUsedIsListed() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(at: folder.file("in"), withIntermediateDirectories: true)
    _ = try writeSignal(folder.file("in/good.wav"))
    _ = try writeSignal(folder.file("in/short.wav"), seconds: 0.02)
    _ = try writeSignal(folder.file("in/slow.wav"), rate: 150)
    try Data("text".utf8).write(to: folder.file("in/text.wav"))
    #expect(try compute(folder.file("in"), folder.file("out"), ["--kind", "logmel", "--preset", "kaldi"]).status == 1)
    let table = try CSVTable(contentsOf: folder.file("out/rejected.csv"))
    let reasons = Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0[2]) })
    #expect(reasons == ["short.wav": "too_short", "slow.wav": "low_rate", "text.wav": "notAudio"])
    #expect(
      try compute(folder.file("in"), folder.file("out"), ["--kind", "stft", "--preset", "torchaudio"]).status == 1)
    #expect(try CSVTable(contentsOf: folder.file("out/rejected.csv")).rows.map { $0[0] } == ["short.wav", "text.wav"])
  }

  @Test(arguments: [
    ([], "--kind"), (["--kind", "mfcc", "--preset", "yamnet"], "librosa and torchaudio"),
    (["--kind", "stft", "--deltas"], "--deltas"), (["--kind", "pairs", "--count", "3"], "--count"),
    (["--kind", "mfcc", "--count", "200"], "128"), (["--kind", "logmel", "--count", "32"], "--bands"),
    (["--kind", "logmel", "--preset", "vggish", "--bands", "32"], "no such options"),
    (["--kind", "logmel", "--preset", "kaldi", "--hop", "0.01"], "--bands"),
    (["--kind", "mfcc", "--bands", "10", "--count", "11"], "10 mel bands"),
    (["--kind", "mfcc", "--rate", "4000", "--window", "0.2", "--fft-size", "256"], "--fft-size"),
    (["--kind", "stft", "--fft-size", "255"], "even"), (["--kind", "stft", "--lifter", "22"], "--lifter"),
    (["--kind", "mfcc", "--rate", "2000", "--high", "1500"], "--high"),
    (["--kind", "scalogram", "--low", "500", "--high", "400"], "--low"),
    (["--kind", "mfcc", "--deltas", "--delta-width", "4"], "odd"),
    (["--kind", "mfcc", "--delta-width", "5"], "--deltas"),
    (["--kind", "logmel", "--preset", "yamnet", "--rate", "8000"], "16000"),
    (["--kind", "bands", "--preset", "kaldi"], "--preset"), (["--kind", "mfcc", "--method", "median"], "--method"),
    (["--kind", "pairs", "--delta-time", "0.0005", "--rate", "4000"], "4 samples"),
    (["--kind", "bands", "--rate", "500"], "480"), (["--kind", "mfcc", "--format", "npyz"], "'npy'"),
    (["--kind", "logmel", "--preset", "kaldi", "--rate", "150"], "200 Hz"),
  ]) func wrongOptionsAreExplained(arguments: [String], expected: String) throws {
    let run = try Program.run("auscult", ["features", "x", "-o", "y"] + arguments)
    #expect(run.status == 64 && run.messages.contains(expected), "\(run.messages)")
  }
}
