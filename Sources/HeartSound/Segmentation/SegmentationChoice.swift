public import Core
import Foundation

/// Models of several kinds of heart, of which the one that explains a recording best is believed.
///
/// Each model finds its likeliest path; that of the greatest probability is taken, which counts the share of such hearts
/// among all. Probabilities can be compared as all models see the same frames. A model of one kind alone mistakes the other: where an opening snap follows S2, the model of
/// hearts without one takes the snap for S1.
public struct SegmentationChoice: HeartSoundSegmenter, Hashable, Codable {
  /// A model, and how common its hearts are before one listens.
  public struct Candidate: Sendable, Hashable, Codable {
    /// The model.
    public let model: SegmentationModel
    /// The share of its hearts among all, above 0.
    public let share: Double

    /// Makes a candidate.
    /// - Precondition: `share` is above 0.
    public init(_ model: SegmentationModel, share: Double) {
      precondition(share > 0)
      (self.model, self.share) = (model, share)
    }
  }

  /// At least one.
  public let candidates: [Candidate]

  /// Makes a choice.
  /// - Precondition: there is a candidate.
  public init(_ candidates: [Candidate]) {
    precondition(!candidates.isEmpty)
    self.candidates = candidates
  }

  /// One model, which is always believed.
  public init(_ model: SegmentationModel) { self.init([Candidate(model, share: 1)]) }

  /// The choice that is used unless a model is given. One heart in a hundred is a guess for patients who are listened to
  /// because of something.
  public static let standard = SegmentationChoice([
    Candidate(.circor, share: 0.99), Candidate(.mitralStenosis, share: 0.01),
  ])

  /// The states by the model that explains the recording best; the first of several that do so equally.
  public func callAsFunction(_ audio: AudioBuffer) -> HeartSoundSegmentation? {
    guard let signal = try? AnalysisSignal(audio), let rate = HeartRateEstimator().estimate(signal) else { return nil }
    var frames: [[SegmentationFeature]: FeatureFrames] = [:]
    var best: (score: Double, path: DurationViterbi.Path, model: SegmentationModel, frames: FeatureFrames)?
    for candidate in candidates {
      let model = candidate.model
      guard let look = frames[model.features] ?? (try? FeatureFrames(signal, features: model.features)),
        look.frameCount > 0
      else { return nil }
      frames[model.features] = look
      let path = model.path(look, heartRate: rate.heartRate)
      let score = path.score + log(candidate.share)
      if score > best?.score ?? -.infinity { best = (score, path, model, look) }
    }
    return best.map { $0.model.segmentation($0.path, $0.frames, rate, of: audio) }
  }
}
