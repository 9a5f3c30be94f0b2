public import Core

/// A stretch of a recording in which the heart is in one state, in whole samples.
public struct StateInterval: Sendable, Hashable, Codable {
  /// The first sample of the state.
  public let startSample: Int
  /// The sample after the last one.
  public let endSample: Int
  /// The state.
  public let state: HeartSoundState

  /// Makes an interval.
  /// - Precondition: `0 <= startSample < endSample`.
  public init(startSample: Int, endSample: Int, state: HeartSoundState) {
    precondition(0 <= startSample && startSample < endSample, "an interval holds samples")
    self.startSample = startSample
    self.endSample = endSample
    self.state = state
  }

  /// The samples, for slicing.
  public var samples: Range<Int> { startSample..<endSample }

  /// The length in seconds at a sample rate in hertz.
  public func duration(sampleRate: Int) -> Seconds { Seconds(endSample - startSample) / Seconds(sampleRate) }
}

extension Sequence where Element == StateInterval {
  /// The mean heart rate in beats a minute between the first and the last onset of S1, nil with fewer than two.
  public func meanHeartRate(sampleRate: Int) -> Double? {
    let onsets = filter { $0.state == .s1 }.map(\.startSample)
    guard let first = onsets.first, let last = onsets.last, last > first else { return nil }
    return 60 * Double(onsets.count - 1) * Double(sampleRate) / Double(last - first)
  }
}
