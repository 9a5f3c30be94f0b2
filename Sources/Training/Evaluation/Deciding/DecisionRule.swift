public import Core
public import Foundation
import Manifest

/// What follows from a model's probabilities: calibration, thresholds, and when to decline; learnt from recordings that
/// neither the weights nor the final figures have seen.
public struct DecisionRule: Sendable, Equatable, Codable {
  /// One threshold.
  public struct Threshold: Sendable, Equatable, Codable {
    /// How it was chosen.
    public let rule: ThresholdRule
    /// The probability of disease from which on a recording counts as diseased.
    public let value: Double
  }

  /// Which recordings it was learnt from.
  public let chosenOn: String
  /// How many there were.
  public let recordings: Int
  /// The maps that could be learnt.
  public let calibrators: [Calibrator]
  /// The thresholds that could be chosen; none without a healthy class.
  public let thresholds: [Threshold]
  /// What is unlike all training data; nil where clips gave no profile.
  public let outliers: OutlierDetector?

  /// The file's name in a model folder.
  public static let fileName = "decision.json"

  /// Learns from judged recordings.
  /// - Parameters:
  ///   - recordings: recordings of known truth with what the model says of them.
  ///   - chosenOn: which recordings these are, in words.
  init(recordings: [ScoredItem], classes: [String], chosenOn: String, outliers: OutlierDetector?) {
    let known = recordings.filter { classes.contains($0.label) }
    let truth = known.map { classes.firstIndex(of: $0.label) ?? 0 }
    self.chosenOn = chosenOn
    self.recordings = known.count
    self.outliers = outliers
    calibrators = Calibrator.Method.allCases.compactMap { method in
      Calibrator(method, truth: truth, probabilities: known.map(\.probabilities))
    }
    guard let healthy = HealthyClass.position(in: classes) else {
      thresholds = []
      return
    }
    let scores = known.map { Self.diseaseProbability($0.probabilities, healthy: healthy) }
    thresholds = ThresholdRule.allCases.compactMap { rule in
      let value = rule.threshold(positives: truth.map { $0 != healthy }, scores: scores)
      return value.flatMap { $0.isFinite ? Threshold(rule: rule, value: $0) : nil }
    }
  }

  /// The probability of all classes but the healthy one.
  static func diseaseProbability(_ row: [Double], healthy: Int) -> Double {
    row.indices.reduce(0) { $1 == healthy ? $0 : $0 + row[$1] }
  }

  /// Reads the rule in a model folder.
  /// - Returns: nil if there is none.
  /// - Throws: `TrainingError` `.badModel` if it cannot be used.
  public init?(modelFolder: URL) throws(TrainingError) {
    let url = modelFolder.appendingPathComponent(Self.fileName)
    guard let data = try? Data(contentsOf: url) else { return nil }
    do { self = try JSONText.decode(DecisionRule.self, from: data) } catch {
      throw TrainingError(
        .badModel, "cannot be read: it is damaged or of another version. Remove it, or train the model again.",
        subject: url.path, cause: error)
    }
    guard isValid else {
      throw TrainingError(
        .badModel, "contradicts itself. Remove it, or train the model again.", subject: url.path)
    }
  }

  /// Writes the rule into a model folder.
  /// - Throws: `CoreError` or `EncodingError`.
  public func write(to modelFolder: URL) throws {
    try AtomicFile.write(try JSONText.encode(self), to: modelFolder.appendingPathComponent(Self.fileName))
  }

  /// Removes the rule of an older model, before a newer one is written beside it.
  public static func remove(from modelFolder: URL) {
    try? FileManager.default.removeItem(at: modelFolder.appendingPathComponent(fileName))
  }

  private var isValid: Bool {
    calibrators.allSatisfy(\.isValid) && thresholds.allSatisfy { $0.value.isFinite } && outliers?.isValid ?? true
  }
}

extension DecisionRule {
  /// Learns from the validation recordings of a data set that `model` was trained on.
  /// - Throws: `TrainingError` `.badData` if a clip cannot be used; `NetworkError`.
  public init(model: ModelFolder, data: PreparedData, arrays: ArrayFolder? = nil, threads: Int) throws {
    try self.init(model: model, data: data, arrays: arrays, threads: threads) { rows in
      HeardClip.hear(rows, folder: data.folder, workers: threads)
    }
  }

  /// Learns from validation recordings, whose clips, and the training ones, `hear` listens to.
  init(
    model: ModelFolder, data: PreparedData, arrays: ArrayFolder?, threads: Int, hear: ([ManifestRow]) -> [HeardClip]
  ) throws {
    let classes = model.description.classes
    let probabilities = try ClipScorer(model: model, arrays: arrays, threads: threads).probabilities(
      of: data.validation, folder: data.folder)
    let clips = ScoredItem.clips(rows: data.validation, probabilities: probabilities)
    let recordings = ScoredItem.byRecording(
      clips, rows: data.validation, by: .mean, healthy: HealthyClass.position(in: classes))
    let (training, heldOut) = (hear(data.train), hear(data.validation))
    self.init(
      recordings: recordings, classes: classes, chosenOn: Self.validation,
      outliers: OutlierDetector(
        profiles: training.map(\.profile), heldOut: recordings.map { item in item.clips.map { heldOut[$0].profile } }))
  }

  /// What ``chosenOn`` says of a validation split.
  static let validation = "validation recordings"
}

extension Calibrator {
  /// Whether a stored map can be applied.
  fileprivate var isValid: Bool {
    switch self {
    case .temperature(let temperature): temperature.isFinite && temperature > 0
    case .platt(let curves): !curves.isEmpty && curves.allSatisfy { $0.slope.isFinite && $0.offset.isFinite }
    case .isotonic(let curves):
      !curves.isEmpty
        && curves.allSatisfy { curve in
          !curve.positions.isEmpty && curve.positions.count == curve.values.count
            && (curve.positions + curve.values).allSatisfy(\.isFinite)
        }
    }
  }
}
