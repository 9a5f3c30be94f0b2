import Core
import Foundation
import Manifest
import NeuralNetwork
import TestSupport
import Testing

@testable import Training

private func golden(_ name: String) throws -> Golden {
  try Golden(try #require(Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Goldens")))
}

@Suite struct LogMelFeaturesTests {
  private let features = LogMelFeatures(sampleRate: 2000, sampleCount: 6000)

  /// Single-precision spectra against librosa in double: 1e-4 of one standard deviation.
  @Test func featuresMatchLibrosa() throws {
    let values = LogMelFeatures.Extractor(features).map(of: ReferenceSignal.make(sampleRate: 2000).samples).values
    #expect(features.frames == 121 && values.count == 32 * 121)
    for (band, row) in try golden("features").rows.enumerated() {
      for (column, value) in row.enumerated() { #expect(abs(Double(values[band * 121 + column * 8]) - value) < 1e-4) }
    }
  }

  /// Neither gain nor offset of a recording reaches the network: they would tell devices apart.
  @Test func gainAndOffsetPlayNoPart() {
    let extract = LogMelFeatures.Extractor(features)
    let samples = ReferenceSignal.make(sampleRate: 2000).samples
    let plain = extract.map(of: samples).values
    let other = extract.map(of: samples.map { 0.01 * $0 + 0.3 }).values
    #expect(zip(plain, other).allSatisfy { abs($0 - $1) < 2e-3 })
  }

  /// A short recording is repeated, so that neither its length nor the zeros behind it show; a long one is cut.
  @Test(arguments: [0, 1, 100, 2000, 7000]) func otherLengthsAreRepeatedOrCut(count: Int) {
    let extract = LogMelFeatures.Extractor(features)
    let samples = Array(ReferenceSignal.make(sampleRate: 2000, seconds: 4).samples.prefix(count))
    let inputs = extract.inputs(of: samples, windowsFrom: [0])
    let values = inputs.sources[0].window(from: inputs.views[0][0].firstColumn, width: features.frames)
    #expect(values.count == 32 * 121)
    #expect(values.allSatisfy { $0.isFinite })
    let filled = extract.map(of: samples + [Float](repeating: 0, count: 500))
    #expect(filled == extract.map(of: samples))
    if count == 2000 { #expect(values[0..<41] == values[41..<82]) }
  }

  /// Any device's fixed colour is a factor on each band, which z-scores by band take away.
  @Test func bandsByThemselvesForgetTheDevicesColour() {
    var features = features
    features.standardization = .band
    let map = LogMelFeatures.Extractor(features).map(of: ReferenceSignal.make(sampleRate: 2000).samples)
    for band in 0..<map.rows {
      let row = map.values[(band * map.columns)..<((band + 1) * map.columns)].map(Double.init)
      #expect(abs(row.reduce(0, +)) < 1e-3 * Double(row.count))
      #expect(abs(row.reduce(0) { $0 + $1 * $1 } / Double(row.count) - 1) < 1e-3)
    }
  }
}

@Suite struct ClassWeightingTests {
  @Test func balancedIsScikitLearns() throws {
    let table = try golden("class_weights").rows
    let weights = ClassWeighting.balanced.weights(counts: table[0].map { Int($0) })
    #expect(zip(weights, table[1]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(ClassWeighting.none.weights(counts: [3, 0, 9]) == [1, 1, 1])
    #expect(ClassWeighting.balanced.weights(counts: [3, 0, 9])[1] == 1)
  }
}

@Suite struct EpochSamplerTests {
  private let recordings = (0..<60).map { "r\($0 / 5)" }

  /// Sixty clips of ten columns; those of a recording are windows of one map of fifty, or samples of their own.
  private func inputs(joined: Bool) -> InputSet {
    var set = InputSet(width: 10, rows: 60)
    for recording in 0..<12 {
      let source = InputSource(Matrix(rows: 1, columns: joined ? 50 : 10, repeating: Float(recording)))
      for clip in 0..<5 {
        let view = InputView(source: 0, firstColumn: joined ? 10 * clip : 0)
        set.add(UnitInputs(sources: [source], views: [[view]]), at: [5 * recording + clip])
      }
    }
    return set
  }

  @Test func everyRecordingGivesAtMostItsShare() {
    let settings = TrainingSettings(model: .auscult, batchSize: 7, clipsPerRecording: 2, randomCrops: false)
    let sampler = EpochSampler(inputs: inputs(joined: false), recordings: recordings, settings: settings)
    for epoch in 1...5 {
      let batches = sampler.batches(epoch: epoch)
      let clips = batches.flatMap { $0 }.map(\.row)
      #expect(clips.count == 24 && Set(clips).count == 24)
      #expect(batches.dropLast().allSatisfy { $0.count == 7 })
      #expect(Dictionary(grouping: clips) { recordings[$0] }.values.allSatisfy { $0.count == 2 })
    }
    #expect(sampler.batches(epoch: 1) != sampler.batches(epoch: 2))
    #expect(sampler.batches(epoch: 1) == sampler.batches(epoch: 1))
  }

  @Test func allClipsAreTakenWithoutALimit() {
    let settings = TrainingSettings(model: .auscult, clipsPerRecording: 0, randomCrops: false)
    let sampler = EpochSampler(inputs: inputs(joined: false), recordings: recordings, settings: settings)
    #expect(sampler.batches(epoch: 3).flatMap { $0 }.map(\.row).sorted() == Array(0..<60))
  }

  @Test func cropsLieAnywhereInTheRecording() {
    let inputs = inputs(joined: true)
    let sampler = EpochSampler(inputs: inputs, recordings: recordings, settings: TrainingSettings(model: .auscult))
    var places: Set<Int> = []
    for epoch in 1...40 {
      let samples = sampler.batches(epoch: epoch).flatMap { $0 }
      #expect(samples.count == 24)
      for sample in samples {
        #expect((0...40).contains(sample.view.firstColumn))
        #expect(inputs.values(sample.view).count == 10)
        places.insert(sample.view.firstColumn)
      }
    }
    #expect(places.count == 41)
  }
}

@Suite struct BatchMakerTests {
  private let shape = FeatureShape.map(channels: 1, height: 8, width: 10)

  private func clips() -> LabelledInputs {
    var set = InputSet(width: 10, rows: 8)
    for row in 0..<8 {
      let source = InputSource(Matrix(rows: 8, columns: 10, repeating: Float(row + 1)))
      set.add(UnitInputs(sources: [source], views: [[InputView(source: 0, firstColumn: 0)]]), at: [row])
    }
    let rows = (0..<8).map { row in
      ManifestRow(
        id: "c\(row)", fileName: "c\(row).wav", label: row < 4 ? "N" : "MR", split: .train, groupID: "g\(row)",
        source: row % 4 == 0 ? "a" : "b", sourceFile: "", sourceSHA256: "", sampleRate: 2000, sampleCount: 1,
        kind: .segment, parentID: "r\(row)", sha256: "")
    }
    return LabelledInputs(inputs: set, rows: rows, positions: ["N": 0, "MR": 1])
  }

  private let samples = (0..<8).map { EpochSampler.Sample(row: $0, view: InputView(source: $0, firstColumn: 0)) }

  @Test func masksCoverWholeBandsOrFramesOfHalfOfTheSamples() {
    let maker = BatchMaker(
      clips(), shape: shape, settings: TrainingSettings(model: .auscult, maskedBands: 4, maskedFrames: 3))
    var (bandMasks, frameMasks) = (0, 0)
    for epoch in 1...50 {
      let batch = maker(samples, epoch: epoch, first: 0)
      for sample in 0..<8 {
        let values = batch.inputs[(sample * 80)..<(sample * 80 + 80)].map { $0 }
        let bands = (0..<8).count { band in values[(band * 10)..<(band * 10 + 10)].allSatisfy { $0 == 0 } }
        let frames = (0..<10).count { frame in (0..<8).allSatisfy { values[$0 * 10 + frame] == 0 } }
        #expect(bands <= 4 && frames <= 3)
        #expect(values.count { $0 == 0 } == bands * 10 + frames * 8 - bands * frames)
        bandMasks += bands > 0 ? 1 : 0
        frameMasks += frames > 0 ? 1 : 0
      }
    }
    // Half are drawn, and one in five (one in four) of those draws a width of nothing.
    #expect((125...195).contains(bandMasks) && (110...190).contains(frameMasks))
  }

  @Test func mixupBlendsValuesAndTargetsByTheSameShare() {
    let maker = BatchMaker(
      clips(), shape: shape, settings: TrainingSettings(model: .auscult, maskedBands: 0, mixup: 0.4))
    let batch = maker(samples, epoch: 1, first: 0)
    for sample in 0..<8 {
      let value = batch.inputs[sample * 80]
      #expect((1...8).contains(value))
      #expect(batch.inputs[(sample * 80)..<(sample * 80 + 80)].allSatisfy { $0 == value })
      #expect(abs(batch.targets[2 * sample] + batch.targets[2 * sample + 1] - 1) < 1e-6)
    }
    #expect(batch.targets.contains { $0 > 0 && $0 < 1 })
    #expect(maker(samples, epoch: 1, first: 0).inputs == batch.inputs)
  }

  /// Beta(α, α) has the mean ½ and the variance 1 / (4 (2α + 1)).
  @Test(arguments: [0.2, 1, 3]) func sharesHaveTheirDistribution(alpha: Double) {
    var generator = SeededGenerator(seed: 5)
    let shares = (0..<4000).map { _ in generator.beta(alpha) }
    let mean = shares.reduce(0, +) / 4000
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
    #expect(shares.allSatisfy { (0...1).contains($0) })
    #expect(abs(mean - 0.5) < 0.02 && abs(variance * 4 * (2 * alpha + 1) - 1) < 0.06)
  }

  /// By hand: of eight rows, N from b are three, N from a one, and so on; each pair weighs 8 / 4 in all.
  @Test func sourcesAreBalancedWithinClasses() {
    let maker = BatchMaker(
      clips(), shape: shape, settings: TrainingSettings(model: .auscult, maskedBands: 0, classWeighting: .sources))
    let weights = maker(samples, epoch: 1, first: 0).weights
    let third: Float = 2.0 / 3
    #expect(weights == [2, third, third, third, 2, third, third, third])
  }
}

@Suite struct NetworkFitTests {
  /// Twelve rows of two numbers, six of each class.
  private func clips(isSecond: (_ row: Int) -> Bool) -> LabelledInputs {
    var set = InputSet(width: 2, rows: 12)
    for row in 0..<12 { set.add(.each([[isSecond(row) ? 1 : 0, Float(row) / 12]]), at: [row]) }
    let rows = (0..<12).map { row in
      ManifestRow(
        id: "c\(row)", fileName: "", label: isSecond(row) ? "MR" : "N", split: .train, groupID: "g\(row)",
        sourceFile: "",
        sourceSHA256: "", sampleRate: 2000, sampleCount: 1, kind: .segment, parentID: "r\(row)", sha256: "")
    }
    return LabelledInputs(inputs: set, rows: rows, positions: ["N": 0, "MR": 1])
  }

  /// By hand, of the weights that were kept: Yan's loss of all pairs, with a batch that holds all rows, and the penalty.
  @Test func validationWatchesTheLossThatIsTrained() throws {
    let network = NetworkSpecification(input: .vector(count: 2), layers: [.dense(units: 2, penalty: 0.25)])
    let settings = TrainingSettings(
      model: .auscult, epochs: 1, batchSize: 12, microShards: 1, loss: .wilcoxonMannWhitney(), clipsPerRecording: 0,
      randomCrops: false, maskedBands: 0)
    let clips = clips { $0 % 2 == 1 }
    let fitted = try NetworkFit(
      network: network, settings: settings, threads: 1, train: clips, augmented: nil, validation: clips,
      checkpointing: nil, report: { _ in })()
    let predictor = try InferenceNetwork(specification: network, weights: fitted.weights)
    let probabilities = try clips.inputs.probabilities { try predictor.predict($0) }
    var loss = 0.0
    for p in clips.labels.indices where clips.labels[p] == 1 {
      for n in clips.labels.indices where clips.labels[n] == 0 {
        let lack = 0.2 - (probabilities[p][1] - probabilities[n][1])
        if lack > 0 { loss += lack * lack * lack }
      }
    }
    loss += 0.25 * fitted.weights.tensors[0].values.reduce(0) { $0 + Double($1) * Double($1) }
    let watched = try #require(fitted.history.first?.validation?.loss)
    #expect(abs(watched - loss) < 1e-9 * loss)
  }

  /// Taken as they stand, every batch would hold one class, and the surrogate would be 0 whatever is learnt.
  @Test func rowsThatStandClassByClassAreComparedNevertheless() throws {
    let network = NetworkSpecification(input: .vector(count: 2), layers: [.dense(units: 2)])
    let settings = TrainingSettings(
      model: .auscult, epochs: 2, batchSize: 3, microShards: 1, loss: .pairwise, clipsPerRecording: 0,
      randomCrops: false, maskedBands: 0)
    let clips = clips { $0 >= 6 }
    let fitted = try NetworkFit(
      network: network, settings: settings, threads: 1, train: clips, augmented: nil, validation: clips,
      checkpointing: nil, report: { _ in })()
    // At least one batch of four has both classes.
    for record in fitted.history { #expect(record.validation?.loss ?? 0 > 0.269 / 4) }
  }
}

@Suite struct PipelineBenchmarkTests {
  @Test func itTakesTheStepsThatAreWanted() throws {
    let result = try PipelineBenchmark.run(batchSize: 4, threads: 1, steps: 3)
    #expect(result.batchSize == 4 && result.imagesPerSecond > 0)
  }
}
