public import Core
import Foundation
import SignalProcessing

/// A logistic-regression hidden semi-Markov model of the heart's states, after Springer et al. 2016.
///
/// Every 20 ms, a logistic regression a state says how likely the state is from the features; the states follow each other
/// in the heart's order, each for as long as it lasts at the recording's heart rate; the likeliest path is found by
/// ``DurationViterbi``. Springer multiplies the probabilities by the density N(o; μ, Σ) of the features and divides them by
/// the states' equal shares: both are the same for all states, so that no path depends on them, and they are left out.
public struct SegmentationModel: HeartSoundSegmenter, Hashable, Codable {
  /// What the model was fitted to.
  public struct Provenance: Sendable, Hashable, Codable {
    /// Where the annotations come from, with licence and attribution.
    public var source: String
    /// How many patients were used.
    public var patients: Int
    /// How many recordings were used.
    public var recordings: Int
    /// How many annotated frames of 20 ms were used.
    public var frames: Int
    /// How many whole heart cycles were used.
    public var cycles: Int

    /// Makes a provenance.
    public init(source: String, patients: Int, recordings: Int, frames: Int, cycles: Int) {
      self.source = source
      self.patients = patients
      self.recordings = recordings
      self.frames = frames
      self.cycles = cycles
    }
  }

  /// The version of the file format.
  static let currentVersion = 1
  /// Below this confidence a recording is said to be unsure.
  public static let confidenceThreshold = 0.5
  /// The parts of the confidence that count as fully sure. Half of each was chosen by looking at held-out CirCor patients
  /// and at recordings of PASCAL that hold no heart.
  private static let fullySure = (rhythm: 0.3, agreement: 0.22, order: 2.0)
  /// What the logarithm of a frame's probability counts: frames of 20 ms are not independent, as envelopes are smooth.
  private static let evidenceWeight = 0.35

  /// The version of the file format.
  public let version: Int
  /// What the regressions look at.
  public let features: [SegmentationFeature]
  /// One regression a state, in the heart's order.
  public let classifiers: [LogisticRegression]
  /// How long states last.
  public let durations: StateDurations
  /// What it was fitted to.
  public let provenance: Provenance

  /// Makes a model.
  /// - Precondition: four classifiers, each with a weight a feature.
  public init(
    features: [SegmentationFeature], classifiers: [LogisticRegression], durations: StateDurations,
    provenance: Provenance
  ) {
    precondition(classifiers.count == 4 && classifiers.allSatisfy { $0.weights.count == features.count })
    version = Self.currentVersion
    self.features = features
    self.classifiers = classifiers
    self.durations = durations
    self.provenance = provenance
  }

  /// The states of a recording; intervals follow each other without gaps from its first to its last sample.
  ///
  /// The confidence is the weakest of three: the rhythm (the heart rate's own confidence), the agreement of the regressions
  /// with the path ((m − ¼) / ¾, m the mean share of the path's state among the four), and the order (how much likelier
  /// the lengths of the states are than with S1 and S2 exchanged, a beat). Above about 125 beats a minute systole and
  /// diastole last equally long, so that the order rests on timbre alone and is never sure. More than 100 times as fast as
  /// the sound.
  public func callAsFunction(_ audio: AudioBuffer) -> HeartSoundSegmentation? { SegmentationChoice(self)(audio) }

  /// The likeliest path at a heart rate in beats a minute, and the logarithms of probability that it was found by.
  func path(_ frames: FeatureFrames, heartRate: Double) -> (path: DurationViterbi.Path, evidence: [Double]) {
    let evidence = logProbabilities(frames)
    return (decoder(heartRate: heartRate).decode(evidence.map { Self.evidenceWeight * $0 }), evidence)
  }

  /// A path as intervals of the recording, with its confidence.
  func segmentation(
    _ path: DurationViterbi.Path, _ evidence: [Double], _ rate: HeartRateEstimate, of audio: AudioBuffer
  ) -> HeartSoundSegmentation {
    let agreement = (Self.meanShare(of: path.states, evidence) - 0.25) / 0.75
    let order = durations.orderMargin(of: path.states.runs(rate: FeatureFrames.rate), period: 60 / rate.heartRate)
    let parts = [
      rate.confidence / Self.fullySure.rhythm, agreement / Self.fullySure.agreement, order / Self.fullySure.order,
    ]
    return HeartSoundSegmentation(
      intervals: Self.intervals(path.states, audio), heartRate: rate.heartRate,
      confidence: parts.reduce(1) { min($0, max(0, $1)) }, threshold: Self.confidenceThreshold)
  }

  /// The logarithms of the four states' probabilities in every frame.
  func logProbabilities(_ frames: FeatureFrames) -> [Double] {
    (0..<frames.frameCount).flatMap { frame in
      let row = frames.values[(frame * frames.width)..<((frame + 1) * frames.width)]
      return classifiers.map { $0.logProbability(row) }
    }
  }

  /// The decoder for a heart rate in beats a minute.
  func decoder(heartRate: Double) -> DurationViterbi {
    let rate = Double(FeatureFrames.rate)
    return DurationViterbi(
      durations: durations.distributions(period: 60 / heartRate).map {
        DurationTable(mean: $0.mean * rate, deviation: $0.deviation * rate)
      })
  }

  private static func meanShare(of states: [HeartSoundState], _ evidence: [Double]) -> Double {
    let shares = states.enumerated().map { frame, state in
      let odds = evidence[(4 * frame)..<(4 * frame + 4)].map { exp($0) }
      return odds[state.rawValue - 1] / odds.reduce(0, +)
    }
    return shares.reduce(0, +) / Double(shares.count)
  }

  /// Runs of equal states in samples of the recording; the last one goes on to its end.
  private static func intervals(_ states: [HeartSoundState], _ audio: AudioBuffer) -> [StateInterval] {
    let edges = states.indices.filter { $0 == 0 || states[$0] != states[$0 - 1] }
    let samples = edges.map { Int((Double($0) * Double(audio.sampleRate) / Double(FeatureFrames.rate)).rounded()) }
    return edges.indices.compactMap { index in
      let end = index + 1 < samples.count ? samples[index + 1] : audio.samples.count
      guard samples[index] < end else { return nil }
      return StateInterval(startSample: samples[index], endSample: end, state: states[edges[index]])
    }
  }
}
