import ArrayFiles
import Core
import Foundation
import HeartSound
import SignalProcessing
import TestSupport
import Testing

/// One group of sequences, aligned and scaled by NumPy and scikit-learn.
private struct Case: Decodable {
  var kind: String
  var reference: Int
  var sequences: [[Double]]
  var both: [Int], front: [Int], back: [Int]
  var frequency_mean: [Double], frequency_scale: [Double], amplitude_mean: [Double], amplitude_scale: [Double]
  var first_scaled: [Double]

  var pairs: [PairSequence] { sequences.map(PairSequence.init(values:)) }

  static func all() throws -> [Case] {
    let url = try #require(Bundle.module.url(forResource: "alignment", withExtension: "json", subdirectory: "Goldens"))
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
  }
}

private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}

@Suite struct AlignmentTests {
  /// Starts exactly, ties and all; scalers to 1e-10 of values up to 10³, the input to single precision.
  @Test func matchesThePublishedSteps() throws {
    for test in try Case.all() {
      let pairs = test.pairs
      let marks = pairs.map { _ in true }
      #expect(AlignmentReferenceRule.all.referenceIndex(among: pairs, isTraining: marks) == test.reference)
      for (mode, starts) in [(AlignmentPadding.Mode.both, test.both), (.front, test.front), (.back, test.back)] {
        let padding = try AlignmentPadding(reference: pairs[test.reference], mode: mode)
        #expect(try pairs.map { try padding($0).frontPadding } == starts, "\(test.kind), \(mode)")
      }
      let padding = try AlignmentPadding(reference: pairs[test.reference])
      let aligned = try pairs.map { try padding($0) }
      let scalers = try PositionScalers(fitting: aligned)
      #expect(largestDifference(scalers.frequency.means, test.frequency_mean) < 1e-10)
      #expect(largestDifference(scalers.frequency.scales, test.frequency_scale) < 1e-10)
      #expect(largestDifference(scalers.amplitude.means, test.amplitude_mean) < 1e-10)
      #expect(largestDifference(scalers.amplitude.scales, test.amplitude_scale) < 1e-10)
      #expect(largestDifference(try scalers.scaled(aligned[0]).map(Double.init), test.first_scaled) < 1e-6)
    }
  }

  @Test func paddingIsZeroAndNothingIsLost() throws {
    let reference = PairSequence(values: [1, 1, 2, 2, 3, 3, 4, 4])
    let aligned = try AlignmentPadding(reference: reference)(PairSequence(values: [3, 3]))
    #expect(aligned.padded.values == [0, 0, 0, 0, 3, 3, 0, 0])
    #expect(aligned.frames == 2..<3 && aligned.backPadding == 1)
    #expect(
      try AlignmentPadding(reference: reference)(PairSequence(values: [])).padded.values
        == Array(repeating: 0, count: 8))
  }

  @Test func longerSequencesLoseTheirEnd() throws {
    let padding = try AlignmentPadding(reference: PairSequence(values: [1, 1, 2, 2]))
    #expect(try padding(PairSequence(values: [7, 7, 8, 8, 9, 9])).padded.values == [7, 7, 8, 8])
  }

  @Test func theReferenceIsTheFirstOfTheLongestTrainingSequences() {
    let sequences = [2, 3, 5, 3, 5].map { PairSequence(values: Array(repeating: 0, count: 2 * $0)) }
    let training = [true, true, false, true, false]
    #expect(AlignmentReferenceRule.training.referenceIndex(among: sequences, isTraining: training) == 1)
    #expect(AlignmentReferenceRule.all.referenceIndex(among: sequences, isTraining: training) == 2)
    #expect(AlignmentReferenceRule.training.referenceIndex(among: [], isTraining: []) == nil)
    #expect(
      AlignmentReferenceRule.training.referenceIndex(among: sequences, isTraining: sequences.map { _ in false }) == nil)
  }

  /// Values that differ by rounding alone are constant, as scikit-learn has it.
  @Test func constantPositionsAreNotDivided() throws {
    func aligned(_ values: [Double]) -> AlignedSequence {
      AlignedSequence(sequence: PairSequence(values: values), frontPadding: 0, length: 2)
    }
    let same = aligned([0.1, 5, 0.3, 7])
    let almost = aligned([(0.1).nextUp, 5, (0.3).nextDown, 7])
    let scalers = try PositionScalers(fitting: Array(repeating: same, count: 9) + [almost])
    #expect(scalers.frequency.scales == [1, 1] && scalers.amplitude.scales == [1, 1])
    #expect(try scalers.scaled(same).allSatisfy { abs($0) < 1e-6 })
  }

  @Test func impossibleInputIsRefused() throws {
    for values in [[.nan, 1], [1, .infinity], [1e200, 0]] as [[Double]] {
      #expect(throws: HeartSoundError.self) { try AlignmentPadding(reference: PairSequence(values: values)) }
      let padding = try AlignmentPadding(reference: PairSequence(values: [1, 1, 2, 2]))
      #expect(throws: HeartSoundError.self) { try padding(PairSequence(values: values)) }
    }
    #expect(throws: HeartSoundError.self) { try AlignmentPadding(reference: PairSequence(values: [])) }
    #expect(throws: HeartSoundError.self) { try PositionScalers(fitting: []) }
    let short = AlignedSequence(sequence: PairSequence(values: [1, 1]), frontPadding: 0, length: 1)
    let long = AlignedSequence(sequence: PairSequence(values: [1, 1]), frontPadding: 0, length: 2)
    #expect(throws: HeartSoundError.self) { try PositionScalers(fitting: [short, long]) }
    #expect(throws: HeartSoundError.self) { try PositionScalers(fitting: [short]).scaled(long) }
  }
}

@Suite struct AlignmentModelTests {
  private func model(mode: AlignmentPadding.Mode) throws -> AlignmentModel {
    let test = try #require(Case.all().first)
    let padding = try AlignmentPadding(reference: test.pairs[test.reference], mode: mode)
    return AlignmentModel(padding: padding, scalers: try PositionScalers(fitting: test.pairs.map { try padding($0) }))
  }

  @Test(arguments: AlignmentPadding.Mode.allCases) func comesBackAsItWent(mode: AlignmentPadding.Mode) throws {
    let folder = try TemporaryFolder()
    let model = try model(mode: mode)
    try model.write(to: folder.file("alignment.npz"))
    try model.write(to: folder.file("again.npz"))
    #expect(try Data(contentsOf: folder.file("alignment.npz")) == Data(contentsOf: folder.file("again.npz")))
    let read = try AlignmentModel(contentsOf: folder.file("alignment.npz"))
    #expect(read.padding.reference == model.padding.reference && read.padding.mode == mode)
    #expect(read.scalers == model.scalers)
    let bare = try AlignmentModel(archive: AlignmentModel(padding: model.padding).archive)
    #expect(bare.scalers == nil)
  }

  @Test func impossibleFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: HeartSoundError.self) { try AlignmentModel(contentsOf: folder.file("none.npz")) }
    #expect(missing?.code == .notFound)
    try Data("nonsense".utf8).write(to: folder.file("bad.npz"))
    let damaged = #expect(throws: HeartSoundError.self) { try AlignmentModel(contentsOf: folder.file("bad.npz")) }
    #expect(damaged?.code == .badData)

    let good = try model(mode: .both).archive
    let changes: [(String, NumPyArray?)] = [
      ("version", nil), ("version", NumPyArray([2] as [Int64])), ("padding_mode", NumPyArray([3] as [Int64])),
      ("padding_mode", NumPyArray([-1] as [Int64])), ("padding_mode", NumPyArray([0, 1] as [Int64])),
      ("reference", nil), ("reference", NumPyArray([1, 2] as [Double])),
      ("reference", NumPyArray(shape: [0, 2], elements: .float64([]))),
      ("reference", NumPyArray(shape: [1, 2], elements: .float64([.nan, 0]))),
      ("frequency_scale", nil), ("amplitude_mean", NumPyArray([1] as [Double])),
      ("amplitude_scale", NumPyArray([Double](repeating: 0, count: 64))),
      ("frequency_mean", NumPyArray([Double](repeating: .nan, count: 64))),
    ]
    for (name, array) in changes {
      var archive = good
      archive[name] = array
      #expect(throws: HeartSoundError.self, "\(name)") { try AlignmentModel(archive: archive) }
    }
  }
}
