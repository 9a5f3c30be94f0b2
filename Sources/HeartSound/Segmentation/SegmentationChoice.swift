public import Core
import Foundation

/// Models of several kinds of heart, of which the one whose path scores highest on a recording is believed.
///
/// The score of a path is what ``DurationViterbi`` maximises, and the logarithm of the share of such hearts is added to it. The
/// regressions tell how likely states are, not how likely a sound is, so that this is no likelihood of the recording: it is
/// a rule that was tried. Where an opening snap follows S2, the model of hearts without one takes the snap for S1; with the
/// choice, F1 of S1 and S2 rose from 0.67 to 0.99 on synthetic mitral stenosis, and one of 86 CirCor recordings went to
/// the second model.
public struct SegmentationChoice: HeartSoundSegmenter, Hashable, Encodable {
  /// A model, and how common its hearts are before one listens.
  public struct Candidate: Sendable, Hashable, Encodable {
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
  /// - Precondition: there is a candidate, and all look at the same features: scores of different ones cannot be compared.
  public init(_ candidates: [Candidate]) {
    precondition(Set(candidates.map(\.model.features)).count == 1)
    self.candidates = candidates
  }

  /// One model, which is always believed.
  public init(_ model: SegmentationModel) { self.init([Candidate(model, share: 1)]) }

  /// The choice that is used unless a model is given. One heart in a hundred is a guess for patients who are listened to
  /// because of something.
  public static let standard = SegmentationChoice([
    Candidate(.circor, share: 0.99), Candidate(.mitralStenosis, share: 0.01),
  ])

  /// The states by the model whose path scores highest; the first of several that do so equally.
  public func callAsFunction(_ audio: AudioBuffer) -> HeartSoundSegmentation? {
    guard let signal = try? AnalysisSignal(audio), let rate = HeartRateEstimator().estimate(signal),
      let frames = try? FeatureFrames(signal, features: candidates[0].model.features), frames.frameCount > 0
    else { return nil }
    var best: (score: Double, path: DurationViterbi.Path, evidence: [Double], model: SegmentationModel)?
    for candidate in candidates {
      let (path, evidence) = candidate.model.path(frames, heartRate: rate.heartRate)
      let score = path.score + log(candidate.share)
      if score > best?.score ?? -.infinity { best = (score, path, evidence, candidate.model) }
    }
    return best.map { $0.model.segmentation($0.path, $0.evidence, rate, of: audio) }
  }
}
