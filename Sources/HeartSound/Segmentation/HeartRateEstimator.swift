public import Core
import Foundation
import SignalProcessing

/// A heart rate, how sure it is, and what else it might be.
public struct HeartRateEstimate: Sendable, Hashable {
  /// A period at which the recording resembles itself.
  public struct Candidate: Sendable, Hashable {
    /// Beats a minute.
    public let heartRate: Double
    /// The autocorrelation at that period, corrected for the shrinking overlap.
    public let correlation: Double
  }

  /// Beats a minute.
  public var heartRate: Double { candidates[0].heartRate }
  /// 0 where noise of this length repeats as well in one case of twenty, 1 for perfect repetition.
  public let confidence: Double
  /// The likeliest rate first, then the others, at least one.
  public let candidates: [Candidate]
}

/// The heart rate of a recording, by the autocorrelation of its homomorphic envelope (Schmidt et al. 2010).
///
/// Three things differ from the original, for the sake of children, noise and octave errors. The envelope is that of
/// 25–120 Hz, where S1 and S2 are and most noise is not; its logarithm is correlated, so that one knock does not decide;
/// and periods of 0.3–2 s (30–200 beats a minute) compete with a penalty of 0.1 a squared octave away from 0.5 s, which
/// settles between a period and its multiples; where the half or the third of the best period does as well within 5 %, it is
/// taken. A period counts only if the recording holds it twice.
public struct HeartRateEstimator: Sendable, Hashable {
  /// Rates that are looked for, in beats a minute.
  public static let rates: ClosedRange<Double> = 30...200

  /// The values of the envelope a second that are correlated.
  static let envelopeRate = 200
  private static let samplesPerValue = AnalysisSignal.sampleRate / envelopeRate
  /// The period that is likeliest before looking, in seconds, and what a squared octave away from it costs.
  private static let likeliestPeriod: Seconds = 0.5
  private static let octavePenalty = 0.1
  /// A fraction of the best period is taken if its correlation is at least so much of the best one's.
  private static let fractionShare = 0.95
  /// White noise of d seconds has a peak above this over √d in about one case of twenty (simulated for 1 to 30 s).
  private static let noiseCorrelation = 0.65

  /// Makes an estimator.
  public init() {}

  /// The heart rate, or nil if the recording is too short, silent, or never repeats.
  public func callAsFunction(_ audio: AudioBuffer) -> HeartRateEstimate? {
    guard let signal = try? AnalysisSignal(audio) else { return nil }
    return estimate(signal)
  }

  /// The heart rate of a signal that is prepared already.
  func estimate(_ signal: AnalysisSignal) -> HeartRateEstimate? {
    guard let envelope = try? Self.envelope(signal), envelope.contains(where: { $0 != envelope[0] }) else { return nil }
    let longest = min(Int(Double(Self.envelopeRate) * 60 / Self.rates.lowerBound), envelope.count / 2)
    let count = Double(envelope.count)
    let correlation = Autocorrelation(envelope, maximumLag: longest + 1).values.enumerated().map {
      (lag, value) -> Double in value / (1 - Double(lag) / count)
    }
    let shortest = Int(Double(Self.envelopeRate) * 60 / Self.rates.upperBound)
    guard shortest < longest, longest + 1 < correlation.count else { return nil }
    let peaks = (shortest...longest).filter { lag -> Bool in
      let value = correlation[lag]
      return value >= correlation[lag - 1] && value > correlation[lag + 1] && value > 0
    }
    let scores = peaks.map { Self.score(correlation[$0], lag: Double($0)) }
    var order = peaks.indices.sorted { scores[$0] > scores[$1] || scores[$0] == scores[$1] && $0 < $1 }
    if let fraction = Self.fraction(of: order, peaks: peaks, correlation) {
      order.insert(order.remove(at: fraction), at: 0)
    }
    let candidates = order.map { Self.candidate(correlation, at: peaks[$0]) }
    guard let best = candidates.first else { return nil }
    let chance = min(0.9, Self.noiseCorrelation / signal.duration.squareRoot())
    return HeartRateEstimate(
      confidence: min(1, max(0, (best.correlation - chance) / (1 - chance))), candidates: candidates)
  }

  /// The logarithm of the homomorphic envelope of 25–120 Hz.
  private static func envelope(_ signal: AnalysisSignal) throws(SignalError) -> [Double] {
    let rate = Double(AnalysisSignal.sampleRate)
    let band = try ButterworthFilter(.bandPass(25, 120), order: 2, sampleRate: rate)(signal.samples)
    let logarithm = try Envelope.homomorphic(band, sampleRate: rate).map { log($0) }
    return (0..<(logarithm.count / samplesPerValue)).map { index in
      logarithm[(index * samplesPerValue)..<((index + 1) * samplesPerValue)].reduce(0, +) / Double(samplesPerValue)
    }
  }

  /// The place in `order` of the third or half of the best period, if it repeats as well.
  private static func fraction(of order: [Int], peaks: [Int], _ correlation: [Double]) -> Int? {
    guard let best = order.first.map({ peaks[$0] }) else { return nil }
    for divisor in [3.0, 2.0] {
      let wanted = Double(best) / divisor
      let place = order.firstIndex {
        abs(Double(peaks[$0]) - wanted) <= 0.05 * wanted + 1
          && correlation[peaks[$0]] >= fractionShare * correlation[best]
      }
      if let place { return place }
    }
    return nil
  }

  private static func score(_ correlation: Double, lag: Double) -> Double {
    let octaves = log2(lag / Double(envelopeRate) / likeliestPeriod)
    return correlation - octavePenalty * octaves * octaves
  }

  /// The top of the parabola through a peak and its neighbours.
  private static func candidate(_ correlation: [Double], at lag: Int) -> HeartRateEstimate.Candidate {
    let (left, top, right) = (correlation[lag - 1], correlation[lag], correlation[lag + 1])
    let curvature = left - 2 * top + right
    let shift = curvature < 0 ? 0.5 * (left - right) / curvature : 0
    let rate = 60 * Double(envelopeRate) / (Double(lag) + shift)
    return .init(heartRate: min(max(rate, rates.lowerBound), rates.upperBound), correlation: min(1, top))
  }
}
