public import Core
import Curation
public import Foundation
import MediaIO
import Preparation

/// What a model says of one file.
public struct Prediction: Sendable, Codable, Equatable {
  /// What is answered of a recording that should not be judged.
  public static let unusable = "unusable"

  /// The file as it was named.
  public var file: String
  /// The class, or `unusable` where the recording should not be judged.
  public var label: String
  /// Why it should not be judged; nil where it may be.
  public var reason: String?
  /// What the model says, one probability a class, which add up to 1: the same that an evaluation scores.
  public var probabilities: [String: Double]
  /// What these become by what was learnt of how far they can be believed; nil where nothing was. The most probable class
  /// stays the same.
  public var calibrated: [String: Double]?
  /// The signal-quality index, 0 … 1.
  public var quality: Double
  /// How unlike the training data it sounds, as a multiple of what is accepted; nil where nothing was learnt of that.
  public var strangeness: Double?
  /// How many windows were averaged.
  public var windows: Int
  /// How long the recording is.
  public var seconds: Seconds
}

/// Classifies sound and video files as a model's training data was prepared.
public final class RecordingClassifier {
  /// How answers follow from probabilities.
  public struct Settings: Sendable {
    /// Whether recordings are judged that should not be.
    public var judgesAll: Bool
    /// The rule whose threshold decides between health and disease; nil for the most probable class.
    public var threshold: ThresholdRule?

    /// Makes settings.
    public init(judgesAll: Bool = false, threshold: ThresholdRule? = nil) {
      self.judgesAll = judgesAll
      self.threshold = threshold
    }
  }

  private let model: ModelDescription
  private let predictor: ModelPredictor
  private let rule: DecisionRule?
  private let settings: Settings
  private let threshold: (healthy: Int, value: Double)?
  private let threads: Int

  /// Loads a model.
  /// - Parameter rule: what was learnt beside it; nil answers with plain probabilities and knows of quality only.
  /// - Throws: `NetworkError` if its weights do not fit; `TrainingError` `.badModel` if there is no such threshold, or the model
  ///   takes arrays.
  public init(model: ModelFolder, rule: DecisionRule? = nil, settings: Settings = Settings(), threads: Int) throws {
    self.model = model.description
    self.rule = rule
    self.settings = settings
    self.threads = threads
    predictor = try ModelPredictor(model: model, threads: threads)
    try predictor.checkHearing()
    threshold = try settings.threshold.map { wanted in
      guard let healthy = HealthyClass.position(in: model.description.classes),
        let value = rule?.thresholds.first(where: { $0.rule == wanted })?.value
      else {
        throw TrainingError(
          .badModel,
          "the model has no threshold for '\(wanted.rawValue)': it was trained without validation recordings, or none of its classes is healthy by its name. Leave the threshold out."
        )
      }
      return (healthy, value)
    }
  }

  /// The label and probabilities of a file.
  /// - Throws: `PreparationError` `.unusable` if it cannot be decoded or is too short or silent; `NetworkError`.
  public func classify(_ file: URL) throws -> Prediction {
    let (recording, quality) = try heard(file)
    let windows = recording.audibleWindows
    let rows = try predictor.probabilities(of: recording)
    let plain = Aggregation.mean(rows, healthy: nil)
    let strangeness = rule?.outliers.flatMap { detector in
      detector.score(
        windows.map {
          let samples = WaveFile.stored(recording.samples(of: $0))
          return SoundProfile.of(AudioBuffer(samples: samples, sampleRate: recording.audio.sampleRate))
        }
      ).map { $0 / detector.limit }
    }
    let reason = Self.reason(quality, strangeness)
    let calibrator = rule?.calibrators.first { $0.method == .temperature }
    func named(_ row: [Double]) -> [String: Double] {
      Dictionary(uniqueKeysWithValues: zip(model.classes, row))
    }
    return Prediction(
      file: file.relativePath, label: reason == nil || settings.judgesAll ? label(plain) : Prediction.unusable,
      reason: reason, probabilities: named(plain), calibrated: calibrator.map { named($0(plain)) },
      quality: ((quality?.index ?? 0) * 1000).rounded() / 1000, strangeness: strangeness, windows: windows.count,
      seconds: recording.audio.duration)
  }

  /// What two passes over a file find, side by side where there are threads: they share nothing but the file.
  private func heard(_ file: URL) throws -> (recording: ClipCutter.Recording, quality: RecordingQuality?) {
    enum Pass: Sendable {
      case clips(Result<ClipCutter.Recording, any Error>)
      case quality(RecordingQuality?)
    }
    let cutter = ClipCutter(recipe: model.recipe)
    let passes: [@Sendable () -> Pass] = [
      { .clips(Result { try cutter.cut(file) }) },
      {
        let place = Recording(path: file.lastPathComponent, in: file.deletingLastPathComponent(), label: nil)
        return .quality(SoundSurvey(of: [place], settings: AuditSettings(), workers: 1).qualities[0])
      },
    ]
    let found = parallelMap(passes, workers: threads) { $0() }
    guard case .clips(let cut) = found[0], case .quality(let quality) = found[1] else {
      preconditionFailure("results come in the order of the passes")
    }
    return (try cut.get(), quality)
  }

  /// The most probable class, or the side of the threshold on which the plain probability of disease lies.
  private func label(_ probabilities: [Double]) -> String {
    guard let threshold else { return model.classes[Calibration.mostProbable(probabilities)] }
    let disease = DecisionRule.diseaseProbability(probabilities, healthy: threshold.healthy)
    if disease < threshold.value { return model.classes[threshold.healthy] }
    var diseases = probabilities
    diseases[threshold.healthy] = -1
    return model.classes[Calibration.mostProbable(diseases)]
  }

  /// Why a recording should not be judged; nil if it may be.
  private static func reason(_ quality: RecordingQuality?, _ strangeness: Double?) -> String? {
    if let quality, quality.index < Breakdown.lowQuality { return "its signal quality is too low" }
    if let quality, quality.strangeness > QualitySettings().highestStrangeness {
      return "it does not look like a heart sound"
    }
    if let strangeness, strangeness > 1 { return "it sounds unlike all training data" }
    return nil
  }
}
