import Core
import Foundation
import SignalProcessing
import TestSupport
import Testing

private func everyColumn(_ step: Int, of matrix: Matrix) -> [Double] {
  (0..<matrix.rows).flatMap { row in stride(from: 0, to: matrix.columns, by: step).map { Double(matrix[row, $0]) } }
}

@Suite struct FeatureTests {
  let goldens: NamedGoldens
  init() throws { goldens = try NamedGoldens("features") }

  /// NumPy in double precision: 1e-5 of the largest level.
  @Test func bandStatisticsMatchTheFormula() throws {
    let values = try LogBandStatistics()(ReferenceSignal.make(sampleRate: 1000).samples)
    #expect(values.count == 48)
    #expect(try goldens.difference("bands", values.map(Double.init)) < 1e-5)
  }

  @Test func bandStatisticsOfHostileSignals() throws {
    let bands = try LogBandStatistics()
    for signal in [[], [1], [Float](repeating: 0, count: 500), [Float](repeating: 0.2, count: 127)] as [[Float]] {
      let values = bands(signal)
      #expect(values.count == 48 && values.allSatisfy { $0.isFinite })
    }
    #expect(throws: SignalError.self) { try LogBandStatistics(sampleRate: 900) }
    #expect(throws: SignalError.self) { try LogBandStatistics(lowFrequency: 0) }
    #expect(throws: SignalError.self) { try LogBandStatistics(bandCount: 0) }
    #expect(throws: SignalError.self) { try LogBandStatistics(frameLength: 127) }
  }

  /// librosa's `delta` and `lifter`: 1e-5 of the largest value (single precision).
  @Test func deltasMatchLibrosa() throws {
    let cepstra = Matrix(rows: 13, columns: 30, values: try goldens["mfcc"].map { Float($0) })
    for order in [1, 2] {
      let deltas = try CepstralDeltas(order: order)(cepstra)
      #expect(try goldens.difference("deltas \(order)", deltas.values.map(Double.init)) < 1e-5)
      let short = try CepstralDeltas(width: 5, order: order)(cepstra)
      #expect(try goldens.difference("deltas \(order) width 5", short.values.map(Double.init)) < 1e-5)
    }
    let liftered = CepstralCoefficients.liftered(cepstra, by: 22)
    #expect(try goldens.difference("liftered", liftered.values.map(Double.init)) < 1e-5)
    #expect(CepstralCoefficients.liftered(cepstra, by: 0) == cepstra)
  }

  @Test func deltasOfPolynomialsAreExactWhateverTheLength() throws {
    for columns in 0...12 {
      let line = Matrix(rows: 1, columns: columns, values: (0..<columns).map { 3 * Float($0) - 1 })
      let slopes = try CepstralDeltas()(line)
      #expect(slopes.values.allSatisfy { abs($0 - (columns < 3 ? 0 : 3)) < 1e-5 })
      let square = Matrix(rows: 1, columns: columns, values: (0..<columns).map { 2 * Float($0 * $0) })
      let curvatures = try CepstralDeltas(order: 2)(square)
      #expect(curvatures.values.allSatisfy { abs($0 - (columns < 3 ? 0 : 4)) < 1e-3 })
    }
    #expect(throws: SignalError.self) { try CepstralDeltas(width: 4) }
    #expect(throws: SignalError.self) { try CepstralDeltas(order: 3) }
  }

  /// torchaudio's `compliance.kaldi.fbank` in double precision: 1e-4, as our filter bank has single precision.
  @Test(arguments: [(16_000, 23), (16_000, 128), (4000, 23)]) func kaldiBandsMatch(rate: Int, bands: Int) throws {
    let samples = ReferenceSignal.make(sampleRate: rate, seconds: 1).samples
    let actual = everyColumn(8, of: try KaldiFilterBank(sampleRate: rate, bandCount: bands)(samples))
    let expected = try goldens["kaldi \(rate) \(bands)"]
    try #require(actual.count == expected.count)
    #expect(zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func kaldiNeedsWholeFrames() throws {
    let bank = try KaldiFilterBank(sampleRate: 16_000)
    #expect(bank([Float](repeating: 0, count: 399)).columns == 0)
    let silence = bank([Float](repeating: 0, count: 560))
    #expect(silence.columns == 2 && silence.values.allSatisfy { $0 == Float(log(0x1p-23)) })
    #expect(throws: SignalError.self) { try KaldiFilterBank(sampleRate: 100) }
    #expect(throws: SignalError.self) { try KaldiFilterBank(sampleRate: 16_000, bandCount: 3) }
  }

  /// 2e-3 dB: quiet bands in single precision.
  @Test func torchaudioConventionsMatch() throws {
    let actual = everyColumn(16, of: try FeaturePreset.torchaudio.logMel(of: ReferenceSignal.make(sampleRate: 16_000)))
    let expected = try goldens["torchaudio"]
    try #require(actual.count == expected.count)
    #expect(zip(actual, expected).allSatisfy { abs($0 - $1) < 2e-3 })
  }

  @Test(arguments: FeaturePreset.allCases) func presetsAcceptTheirRateOnly(preset: FeaturePreset) throws {
    let audio = ReferenceSignal.make(sampleRate: preset.requiredSampleRate ?? 8000, seconds: 1)
    #expect(try preset.logMel(of: audio).columns > 0)
    if preset.requiredSampleRate != nil {
      #expect(throws: SignalError.self) { try preset.logMel(of: ReferenceSignal.make(sampleRate: 8000, seconds: 1)) }
    }
  }

  /// Three seconds get 6,000 zeros and make 336 frames in 6 patches; shorter clips make one patch, never none.
  @Test(arguments: [(48_000, 54_000, 6), (0, 15_600, 1), (15_600, 15_600, 1), (15_601, 23_280, 2), (8000, 15_600, 1)])
  func yamnetPatches(samples: Int, padded: Int, patches: Int) throws {
    let audio = AudioBuffer(samples: [Float](repeating: 0.1, count: samples), sampleRate: 16_000)
    #expect(AudioSetPatches.paddedForYAMNet(audio.samples).count == padded)
    let cut = AudioSetPatches.yamnet(try FeaturePreset.yamnet.logMel(of: audio))
    #expect(cut.count == patches)
    #expect(cut.allSatisfy { $0.rows == 64 && $0.columns == 96 })
  }

  @Test func patchesAreCutInOrder() {
    let matrix = Matrix(rows: 2, columns: 200, values: (0..<400).map(Float.init))
    let patches = AudioSetPatches.vggish(matrix)
    #expect(patches.count == 2)
    #expect(patches[1][0, 0] == 96 && patches[1][1, 95] == 391)
    #expect(AudioSetPatches.yamnet(matrix).count == 3)
    #expect(AudioSetPatches.vggish(Matrix(rows: 2, columns: 95)).isEmpty)
  }
}
