public import Core

/// The states of the heart throughout a recording, and how far they can be trusted.
public struct HeartSoundSegmentation: Sendable, Hashable {
  /// The states in time order, in samples of the recording; a method that cannot place some stretch leaves it out.
  public let intervals: [StateInterval]
  /// The heart rate in beats a minute by which the states were placed.
  public let heartRate: Double
  /// From 0 to 1; see the method for what it is made of.
  public let confidence: Double
  /// Below this confidence the states should not be relied on.
  public let threshold: Double

  /// Whether the method is sure of itself.
  public var isSure: Bool { confidence >= threshold }

  /// Makes a segmentation.
  public init(intervals: [StateInterval], heartRate: Double, confidence: Double, threshold: Double) {
    self.intervals = intervals
    self.heartRate = heartRate
    self.confidence = confidence
    self.threshold = threshold
  }
}

/// Something that finds the states of the heart in a recording.
public protocol HeartSoundSegmenter: Sendable {
  /// The states, or nil where there is no rhythm to be found: too short, silent, or nothing that repeats.
  func callAsFunction(_ audio: AudioBuffer) -> HeartSoundSegmentation?
}
